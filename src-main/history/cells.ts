import type { Cell } from './database.ts';
import { DamagedContent } from './storage-trouble.ts';

/** The number of a cell that must hold one. */
export function numberIn(row: readonly Cell[], column: number): number {
  const cell = row[column];
  if (typeof cell !== 'number') throw new DamagedContent(`column ${String(column)} holds no number`);
  return cell;
}

/** The text of a cell that must hold one. */
export function textIn(row: readonly Cell[], column: number): string {
  const cell = row[column];
  if (typeof cell !== 'string') throw new DamagedContent(`column ${String(column)} holds no text`);
  return cell;
}

/** The bytes of a cell that must hold some. */
export function bytesIn(row: readonly Cell[], column: number): Uint8Array {
  const cell = row[column];
  if (!(cell instanceof Uint8Array)) throw new DamagedContent(`column ${String(column)} holds no bytes`);
  return cell;
}
