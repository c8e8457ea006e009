import { Fault } from '../../src-shared/fault.ts';
import type { Arrival } from '../access/arrival.ts';
import { deviceName } from '../access/device-name.ts';
import type { Principal } from '../access/principal.ts';
import type { RequestContext } from './route.ts';

/** What the access rules need to know of a request. */
export function arrivalOf(context: RequestContext): Arrival {
  return context.env.arrival;
}

/**
 * Who asks, on a route that demands a role.
 * @throws Fault `unauthorized` on a route that was declared open by mistake
 */
export function principalOf(context: RequestContext): Principal {
  const principal = context.get('principal');
  if (principal === null) throw new Fault('unauthorized', 'This needs a session.');
  return principal;
}

/**
 * Who wants to watch, and the name under which others see it.
 * @throws Fault `unauthorized` on a route that was declared open by mistake
 */
export function watcherOf(context: RequestContext): Principal & { readonly device: string } {
  const principal = principalOf(context);
  return { ...principal, device: deviceName(principal, context.env.incoming.headers['user-agent']) };
}
