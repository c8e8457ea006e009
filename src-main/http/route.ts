import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Demand } from '../access/gate.ts';
import type { Principal } from '../access/principal.ts';

/** What handlers find in a request's context. */
export interface Environment {
  Bindings: HttpBindings;
  Variables: { principal: Principal | null };
}

/** A request as a handler sees it. */
export type RequestContext = Context<Environment, string, object>;

/** One route. `demand` has no default: a route that does not say who may use it does not compile. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly demand: Demand;
  /** Compresses the answer for those who take that. Default: never. */
  readonly compressed?: boolean;
  handle(context: RequestContext): Response | Promise<Response>;
}
