import { deviceName } from '../access/device-name.ts';
import { looksLikeBrowser } from '../access/origin-rule.ts';
import type { SessionStore } from '../access/sessions.ts';
import { arrivalOf, principalOf } from './caller.ts';
import type { RequestContext } from './route.ts';
import { giveCookie } from './session-cookie.ts';

/**
 * Gives a browser that has been an operator merely by being on this machine a session of its own, so that whoever makes
 * the machine ask for sessions does not lock themselves out. Everybody else keeps what they have: programs know themselves
 * by other means, and others have a session or need none.
 * @throws Fault `not_saved`
 */
export async function grantLocal(
  context: RequestContext,
  sessions: Pick<SessionStore, 'add' | 'instance'>,
): Promise<void> {
  const principal = principalOf(context);
  const { headers, remoteAddress } = arrivalOf(context);
  if (principal.owner !== 'loopback' || principal.role !== 'operator' || !looksLikeBrowser(headers)) return;
  const device = deviceName(principal, headers['user-agent']);
  const { token } = await sessions.add({
    name: device,
    device,
    kind: 'local',
    role: 'operator',
    address: remoteAddress ?? null,
  });
  giveCookie(context, token, sessions);
}
