import * as v from 'valibot';
import { isViewerId } from '../../../src-shared/protocol/viewer-id.ts';
import type { Principal } from '../../access/principal.ts';
import type { CommandTable } from '../../control/command.ts';
import { dispatch } from '../../control/dispatch.ts';
import type { Log } from '../../log.ts';
import { principalOf } from '../caller.ts';
import { readJsonText } from '../read-body.ts';
import type { Route } from '../route.ts';
import { statusOf } from '../status.ts';

const carriesViewer = v.object({ viewer: v.string() });

/** `POST /api/v1/commands`: the control channel's commands for networks that block WebSocket. */
export function createCommands(table: CommandTable, isCurrent: (principal: Principal) => boolean, log: Log): Route {
  return {
    method: 'POST',
    path: '/api/v1/commands',
    demand: 'viewer',
    handle: async (context) => {
      const text = await readJsonText(context);
      const principal = principalOf(context);
      const viewer = viewerIn(text);
      const connection = viewer !== undefined && isViewerId(viewer) ? `${principal.owner} ${viewer}` : null;
      const requestId = context.get('requestId');
      const sender = { principal, viewer, connection, requestId, isCurrent: () => isCurrent(principal) };
      const { reply, fault } = await dispatch(table, text, sender, log);
      return context.json(reply, fault === null ? 200 : statusOf(fault));
    },
  };
}

/** The viewer named in the body; unreadable text is the dispatcher's to refuse. */
function viewerIn(text: string): string | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), carriesViewer), text);
  return parsed.success ? parsed.output.viewer : undefined;
}
