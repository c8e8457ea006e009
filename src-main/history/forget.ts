import type { Marks } from './marks.ts';
import type { Sealing } from './seal.ts';
import { tiers } from './tiers.ts';

/** What forgetting works on. */
export interface Forgetting extends Sealing {
  readonly marks: Marks;
}

/** Columns that are looked at in one piece of work. */
const columnsPerPiece = 50;

/**
 * Lets go of the marks before a moment, and of the names of instances of which nothing is kept any more: containers and
 * their networks come and go by the thousand.
 * @param oldestMs before it nothing is kept
 */
export function* forgetUnkept({ file, columns, marks, recent }: Forgetting, oldestMs: number): Generator<undefined> {
  file.forgetMarks(oldestMs);
  marks.forgetBefore(oldestMs);
  yield;
  for (const [n, { id }] of columns.all().entries()) {
    if (n % columnsPerPiece === columnsPerPiece - 1) yield;
    if (tiers.some((tier) => file.chunks.reach(tier, id) !== null)) continue;
    if (recent.rows().some(({ shape }) => shape.places.has(id))) continue;
    file.forgetColumn(id);
    columns.forget(id);
  }
}
