import type { SessionInfo } from '../../src-shared/protocol/sharing.ts';
import type { Principal } from './principal.ts';
import { ownerOf, type Session } from './session.ts';

/** A session as operators are told of it: everything but its secret. */
export function sessionInfo(
  session: Session,
  asker: Pick<Principal, 'sessionId'>,
  isWatching: (owner: string) => boolean,
): SessionInfo {
  const { id, name, device, kind, role, address, pairedAt, lastSeenAt } = session;
  return {
    sessionId: id,
    name,
    device,
    kind,
    role,
    address,
    pairedAt,
    lastSeenAt,
    watching: isWatching(ownerOf(session)),
    current: id === asker.sessionId,
  };
}
