import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { sessionNameSchema } from '../../src-shared/protocol/sharing.ts';
import { sessionInfo } from '../access/session-info.ts';
import type { SessionStore } from '../access/sessions.ts';
import type { Hub } from '../stream/hub.ts';
import type { CommandHandler } from './command.ts';
import { nameText, parseInput } from './parse-input.ts';

const sessionId = nameText;
const renameSchema = v.object({ sessionId, name: sessionNameSchema });
const roleSchema = v.object({ sessionId, role: v.picklist(['viewer', 'operator'], 'is neither viewer nor operator') });
const revokeSchema = v.object({ sessionId });
const viewerSchema = v.object({ presenceId: nameText });

/**
 * `session.rename {sessionId, name}`, `session.role {sessionId, role}`, `session.revoke {sessionId}`, `session.revokeAll`
 * (all but the asker's own) and `viewer.revoke {presenceId}`, for operators. What is taken away ends at once; the replies
 * come after the change is on disk.
 */
export function createSessionCommands(
  sessions: SessionStore,
  hub: Pick<Hub, 'viewers' | 'isWatching' | 'presenceChanged'>,
): readonly (readonly [string, CommandHandler])[] {
  return [
    [
      'session.rename',
      {
        role: 'operator',
        run: async (input, { principal }) => {
          const { sessionId: id, name } = parseInput(renameSchema, input);
          const session = await sessions.rename(id, name);
          hub.presenceChanged();
          return { session: sessionInfo(session, principal, hub.isWatching) };
        },
      },
    ],
    [
      'session.role',
      {
        role: 'operator',
        run: async (input, { principal }) => {
          const { sessionId: id, role } = parseInput(roleSchema, input);
          return { session: sessionInfo(await sessions.setRole(id, role), principal, hub.isWatching) };
        },
      },
    ],
    [
      'session.revoke',
      {
        role: 'operator',
        run: async (input) => {
          await sessions.end(parseInput(revokeSchema, input).sessionId);
          return {};
        },
      },
    ],
    [
      'session.revokeAll',
      {
        role: 'operator',
        run: async (_input, { principal }) => ({ revoked: await sessions.endAllBut(principal.sessionId) }),
      },
    ],
    [
      'viewer.revoke',
      {
        role: 'operator',
        run: async (input) => {
          const viewer = hub.viewers.named(parseInput(viewerSchema, input).presenceId);
          if (viewer === undefined) throw new Fault('not_found', 'There is no such viewer; it may have left.');
          const session = sessions.ofOwner(viewer.owner);
          if (session === null) {
            throw new Fault(
              'invalid_command',
              'This viewer is on the machine itself and has no session that could be taken away.',
            );
          }
          await sessions.end(session.id);
          return {};
        },
      },
    ],
  ];
}
