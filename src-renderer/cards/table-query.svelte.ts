import type { TableFilter } from '../../src-shared/metrics/definition.ts';
import { toFault } from '../../src-shared/fault.ts';
import type { Dashboard } from '../state/model.ts';
import { processRows } from './process-columns.ts';

/** What this viewer asks of the process table; the server does the search. */
export interface TableQuery {
  readonly filter: TableFilter;
  /** Why the server refused the last change; `null` while all is well. */
  readonly problem: string | null;
  search(match: string): void;
  sort(by: TableFilter['sort']): void;
  show(rows: number): void;
  stop(): void;
}

/** Time without another key press after which a search goes to the server, in ms. */
const settleMs = 200;

/** Starts from the filter in force, so that a bookmarked search is there again. */
export function createTableQuery(dashboard: Dashboard): TableQuery {
  const first: TableFilter = { top: processRows.few, sort: 'cpu', match: '' };
  let filter = $state.raw<TableFilter>({ ...first, ...dashboard.filter.processes });
  let problem = $state<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const send = (): void => {
    clearTimeout(timer);
    dashboard.setFilter({ ...dashboard.filter, processes: filter }).then(
      () => {
        problem = null;
      },
      (caught: unknown) => {
        problem = toFault(caught, 'internal', 'The search did not reach the server.').message;
      },
    );
  };

  return {
    get filter() {
      return filter;
    },
    get problem() {
      return problem;
    },
    search(match) {
      filter = { ...filter, match };
      clearTimeout(timer);
      timer = setTimeout(send, settleMs);
    },
    sort(by) {
      filter = { ...filter, sort: by };
      send();
    },
    show(rows) {
      filter = { ...filter, top: rows };
      send();
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
