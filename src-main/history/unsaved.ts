import type { Column } from './columns.ts';
import type { Mark } from './marks.ts';
import type { TickRow } from './tick-row.ts';
import type { TopProcesses } from './top-processes.ts';

/** What is known in memory and not yet on disk, oldest first. */
export interface Unsaved {
  columns: readonly Column[];
  rows: readonly TickRow[];
  marks: readonly Mark[];
  tops: readonly TopProcesses[];
}

/** Nothing. */
export function nothingUnsaved(): Unsaved {
  return { columns: [], rows: [], marks: [], tops: [] };
}
