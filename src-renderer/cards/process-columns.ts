import type { TableFilter } from '../../src-shared/metrics/definition.ts';

/** A column of the process table; each can be sorted by. */
export interface ProcessColumn {
  readonly sort: TableFilter['sort'];
  readonly label: string;
  /** For a list to choose from. */
  readonly shortLabel: string;
  readonly numeric: boolean;
}

/** The columns, left to right. */
export const processColumns: readonly ProcessColumn[] = [
  { sort: 'name', label: 'Command', shortLabel: 'Command', numeric: false },
  { sort: 'user', label: 'User', shortLabel: 'User', numeric: false },
  { sort: 'pid', label: 'PID', shortLabel: 'PID', numeric: true },
  { sort: 'cpu', label: 'CPU, of one core', shortLabel: 'CPU', numeric: true },
  { sort: 'memory', label: 'Memory', shortLabel: 'Memory', numeric: true },
];

/** Rows at first, and after "show more". */
export const processRows = { few: 10, many: 50 };
