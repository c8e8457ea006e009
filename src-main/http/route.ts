import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Arrival } from '../access/arrival.ts';
import type { Demand } from '../access/gate.ts';
import type { Principal } from '../access/principal.ts';
import type { AuditEntry } from '../audit.ts';
import type { Limits } from '../limits/limits.ts';

/** What handlers find in a request's context. */
export interface Environment {
  /** `closing` is aborted when the listener that the request came by is about to end. */
  Bindings: HttpBindings & { readonly arrival: Arrival; readonly closing: AbortSignal; readonly limits: Limits };
  Variables: {
    principal: Principal | null;
    /** The cookie's token, where that is what they came with. */
    cookie: string | null;
    requestId: string;
    /** The path as the route that answers is declared. What was asked for may hold anything, a secret too. */
    pattern: string | undefined;
    /** Asks the gate once more. @throws Fault where whoever asked has lost meanwhile what let them in */
    admitAgain: () => void;
    audit: RouteAudit | undefined;
  };
}

/** What the audit log says of a request: under which name, and about what. */
export interface RouteAudit {
  readonly what: string;
  /** Who did it, where that is not who asked. */
  readonly by?: Principal;
  readonly detail?: AuditEntry['detail'];
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
  /**
   * Name of the change in the audit log, for a route that changes something: each request then leaves one line, with what
   * came of it. Handlers add what it was about with {@link addToAudit}. Default: the request leaves a line only where it
   * was refused.
   */
  readonly audited?: string;
  handle(context: RequestContext): Response | Promise<Response>;
}

/** Says what a request that is audited is about, and who did it where that is not who asked. */
export function addToAudit(context: RequestContext, about: Omit<RouteAudit, 'what'>): void {
  const audit = context.get('audit');
  if (audit !== undefined) context.set('audit', { ...audit, ...about });
}
