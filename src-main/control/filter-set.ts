import { Fault } from '../../src-shared/fault.ts';
import { parseFilter, type Filter } from '../../src-shared/protocol/filter.ts';
import type { CommandHandler, Result } from './command.ts';

/**
 * Sets a viewer's filter.
 * @returns what goes into the reply, or `undefined` where the owner has no such viewer
 */
export type SetFilter = (viewer: string, owner: string, filter: Filter) => Result | undefined;

/** `filter.set {filter}` changes what one viewer receives, from the next sample on, and nobody else's stream. */
export function createFilterSet(setFilter: SetFilter): CommandHandler {
  return {
    role: 'viewer',
    isAudited: false,
    run: (input, { viewer, principal }) => {
      const filter = parseFilter(input.filter);
      const result = viewer === undefined ? undefined : setFilter(viewer, principal.owner, filter);
      if (result === undefined) {
        throw new Fault('no_viewer', 'Open a stream or a poll first, and name its viewer id here.');
      }
      return result;
    },
  };
}
