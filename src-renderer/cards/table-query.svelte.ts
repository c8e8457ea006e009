import type { TableFilter } from '../../src-shared/metrics/definition.ts';
import { naturalOrder, tableOrder } from '../../src-shared/metrics/table-order.ts';
import { toFault } from '../../src-shared/fault.ts';
import type { Dashboard } from '../state/model.ts';
import { processRows } from './process-columns.ts';

/** What this viewer asks of the process table; the server does the search. */
export interface TableQuery {
  readonly filter: TableFilter;
  /** Why the server refused the last change; `null` while all is well. */
  readonly problem: string | null;
  search(match: string): void;
  /** Sorts by a column in its usual order, and the other way round where it is sorted by it already. */
  sort(by: TableFilter['sort']): void;
  /** Turns the order round. */
  reverse(): void;
  show(rows: number): void;
  stop(): void;
}

/** Time without another key press after which a search goes to the server, in ms. */
const settleMs = 200;

/** Shows the filter in force, a bookmarked one as well, and ahead of it what has just been asked for. */
export function createTableQuery(dashboard: Pick<Dashboard, 'filter' | 'setFilter'>): TableQuery {
  const usual: TableFilter = { top: processRows.few, sort: 'cpu', match: '' };
  let asked = $state.raw<TableFilter | null>(null);
  let problem = $state<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const filter = $derived(asked ?? { ...usual, ...dashboard.filter.processes });

  const send = (wanted: TableFilter): void => {
    const settle = (why: string | null): void => {
      problem = why;
      if (asked === wanted) asked = null;
    };
    dashboard.setFilter({ ...dashboard.filter, processes: wanted }).then(
      () => {
        settle(null);
      },
      (caught: unknown) => {
        settle(toFault(caught, 'internal', 'The search did not reach the server.').message);
      },
    );
  };
  const ask = (change: Partial<TableFilter>, afterMs: number): void => {
    const wanted = { ...filter, ...change };
    asked = wanted;
    clearTimeout(timer);
    if (afterMs === 0) send(wanted);
    else timer = setTimeout(send, afterMs, wanted);
  };

  const reverse = (): void => {
    const usualOrder = naturalOrder(filter.sort);
    const turned = tableOrder(filter) === 'asc' ? 'desc' : 'asc';
    ask({ order: turned === usualOrder ? undefined : turned }, 0);
  };

  return {
    get filter() {
      return filter;
    },
    get problem() {
      return problem;
    },
    search(match) {
      ask({ match }, settleMs);
    },
    sort(by) {
      if (by === filter.sort) reverse();
      else ask({ sort: by, order: undefined }, 0);
    },
    reverse,
    show(rows) {
      ask({ top: rows }, 0);
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
