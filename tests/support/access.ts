import type { AccessRules, Principal } from '../../src-main/access/principal.ts';
import type { CommandContext } from '../../src-main/control/command.ts';

/** Somebody without a session. */
export function principalOf(role: Principal['role'], owner: string): Principal {
  return { role, owner, sessionId: null, name: null };
}

/** Somebody who sends a command and names no viewer. */
export function senderOf(principal: Principal, more: Partial<CommandContext> = {}): CommandContext {
  return { principal, viewer: undefined, connection: null, isCurrent: () => true, ...more };
}

/** Rules of a server that nobody has paired with: this machine is an operator. */
export function accessRules(more: Partial<AccessRules> = {}): AccessRules {
  return {
    loopbackRole: 'operator',
    windowToken: null,
    ownerToken: null,
    needsSession: () => false,
    sessions: { instance: 'test', find: () => null, get: () => null, seen: () => undefined },
    ...more,
  };
}
