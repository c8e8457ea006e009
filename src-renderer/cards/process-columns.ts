import type { TableFilter } from '../../src-shared/metrics/definition.ts';

/** A column of the process table; each can be sorted by. */
export interface ProcessColumn {
  readonly sort: TableFilter['sort'];
  readonly label: string;
  /** For a list to choose from. */
  readonly shortLabel: string;
  /** The direction that the server sorts this column in. */
  readonly direction: 'ascending' | 'descending';
  readonly numeric: boolean;
}

/** The columns, left to right. */
export const processColumns: readonly ProcessColumn[] = [
  { sort: 'name', label: 'Command', shortLabel: 'Command', direction: 'ascending', numeric: false },
  { sort: 'user', label: 'User', shortLabel: 'User', direction: 'ascending', numeric: false },
  { sort: 'pid', label: 'PID', shortLabel: 'PID', direction: 'ascending', numeric: true },
  { sort: 'cpu', label: 'CPU, of one core', shortLabel: 'CPU', direction: 'descending', numeric: true },
  { sort: 'memory', label: 'Memory', shortLabel: 'Memory', direction: 'descending', numeric: true },
];

/** Rows at first, and after "show more". */
export const processRows = { few: 10, many: 50 };
