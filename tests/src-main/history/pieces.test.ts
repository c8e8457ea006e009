import { DatabaseSync } from '@photostructure/sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { History } from '../../../src-main/history/history.ts';
import type { Beyond } from '../../../src-main/history/playback.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { cpuAt } from '../../support/past.ts';
import { openHistory } from '../../../src-main/history/open-history.ts';
import { toldBy } from '../../support/told.ts';

const from = 1_700_000_000_000;
const seconds = 9_000;
const holeFrom = 5_000;
const holeTo = 6_000;

const end = from + seconds * 1_000;

let dataDir = '';
let history: History;

/** A swinging load, the last of its hours not packed yet, with a hole of a quarter of an hour. */
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanpulse-test-'));
  const clock = createFakeClock(from);
  history = openHistory({ dataDir, clock, everyMs: 1_000, onNews: () => undefined });
  for (let n = 0; n < seconds; n += 1) {
    clock.advance(1_000);
    if (n >= holeFrom && n < holeTo) continue;
    history.append(from + n * 1_000, { cpu: cpuAt(50 + 40 * Math.sin(n / 700) + 9 * Math.sin(n * n)) });
  }
}, 60_000);
afterAll(() => {
  rmSync(dataDir, { recursive: true });
});

const anyBeyond: fc.Arbitrary<Beyond> = fc.record({
  direction: fc.constantFrom('above' as const, 'below' as const),
  level: fc.double({ min: 0, max: 105, noNaN: true }),
});
const anyStart = fc.nat(seconds - 1).map((n) => from + n * 1_000);

function isBad({ direction, level }: Beyond, value: number): boolean {
  return direction === 'above' ? value > level : value < level;
}

describe('the pieces of a stored span', () => {
  test('follow on each other from end to end, and hold every value beyond the level outside of the quiet ones', () => {
    fc.assert(
      fc.property(anyBeyond, anyStart, (beyond, begin) => {
        const pieces = history.pieces('cpu.total', '*', { from: begin, to: end }, beyond);
        expect(pieces[0]?.from).toBe(begin);
        expect(pieces.at(-1)?.to).toBe(end);
        pieces.slice(1).forEach((piece, n) => {
          expect(piece.from).toBe(pieces[n]?.to);
        });
        const quiet = pieces.filter(({ isQuiet }) => isQuiet);
        const values = toldBy(history.stretches('cpu.total', '*', { from: begin, to: end }));
        for (const piece of quiet) {
          const inside = values.filter(([t, value]) => t >= piece.from && t < piece.to && isBad(beyond, value));
          expect(inside).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('are quiet where no packed hour reaches the level, and never where an hour is not packed yet', () => {
    const quiet = (level: number) =>
      history.pieces('cpu.total', '*', { from, to: end }, { direction: 'above', level }).map(({ isQuiet }) => isQuiet);
    expect(quiet(100).slice(0, -1)).not.toContain(false);
    expect(quiet(100).at(-1)).toBe(false);
    expect(quiet(0)).not.toContain(true);
  });

  test('of a series that is not kept are one, and quiet', () => {
    const span = { from, to: end };
    expect(history.pieces('cpu.total', 'no such', span, { direction: 'above', level: 1 })).toEqual([
      { ...span, isQuiet: true },
    ]);
  });
});

test('a file of an older version, which does not say how high its hours go, is played whole', () => {
  history.close();
  const old = new DatabaseSync(join(dataDir, 'history.db'));
  old.exec('UPDATE chunk SET low = NULL, high = NULL');
  old.close();
  const again = openHistory({ dataDir, clock: createFakeClock(end), everyMs: 1_000, onNews: () => undefined });
  const pieces = again.pieces('cpu.total', '*', { from, to: end }, { direction: 'above', level: 200 });
  expect(pieces.map(({ isQuiet }) => isQuiet)).not.toContain(true);
  again.close();
});
