import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openHistory } from '../../../src-main/history/open-history.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { cpuAt } from '../../support/past.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const from = 1_700_000_000_000;
const seconds = 4 * 3_600;

describe('asking where a level was passed', () => {
  test('names a moment within 20 s of each reading beyond it, sealed or not', () => {
    const dataDir = temporaryFolder();
    const clock = createFakeClock(from);
    const history = openHistory({ dataDir, clock, everyMs: 1_000, onNews: () => undefined });
    const totals = Array.from({ length: seconds }, (_, n) => 50 + 40 * Math.sin(n / 700) + 9 * Math.sin(n * n));
    totals.forEach((total, n) => {
      clock.advance(1_000);
      history.append(from + n * 1_000, { cpu: cpuAt(total) });
    });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.constantFrom('above' as const, 'below' as const),
        fc.nat(seconds),
        (level, direction, begin) => {
          const span = { from: from + begin * 1_000, to: from + seconds * 1_000 };
          const moments = history.momentsBeyond('cpu.total', '*', span, { direction, level });
          const bad: number[] = [];
          history.replay('cpu.total', '*', span, (t, value) => {
            if (direction === 'above' ? value > level : value < level) bad.push(t);
          });
          let next = 0;
          const missed = bad.filter((t) => {
            while ((moments[next] ?? Infinity) < t - 20_000) next += 1;
            return !((moments[next] ?? Infinity) <= t + 20_000);
          });
          expect(missed).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
    history.close();
  });
});
