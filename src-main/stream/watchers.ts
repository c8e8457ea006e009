import type { Watcher } from '../../src-shared/protocol/events.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Connections } from './connections.ts';
import type { Viewer } from './viewer.ts';

/**
 * Those who watch now, under the names that other people may know; the longest-watching ones where they are many.
 * @param nameOf what people call the device of an owner; `null` where it has no name
 */
export function listWatchers(
  viewers: Iterable<Viewer>,
  connections: Pick<Connections, 'transportOf'>,
  nameOf: (owner: string) => string | null = () => null,
): Watcher[] {
  const watchers: Watcher[] = [];
  for (const viewer of viewers) {
    const transport = connections.transportOf(viewer);
    if (transport === null) continue;
    const { presenceId, role, sinceMs } = viewer;
    const name = nameOf(viewer.owner) ?? viewer.device;
    watchers.push({ presenceId, name, role, transport, sinceMs });
    if (watchers.length === limits.presenceNames) break;
  }
  return watchers;
}
