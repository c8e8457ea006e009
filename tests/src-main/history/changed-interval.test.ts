import { expect, test } from 'vitest';
import { openHistory } from '../../../src-main/history/open-history.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { cpuAt, keepPast } from '../../support/past.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const from = 1_700_000_000_000;
const hour = 3_600_000;

test('what was sampled every 5 s has no holes for a server that samples every second', () => {
  const dataDir = temporaryFolder();
  keepPast(dataDir, {
    from,
    to: from + hour,
    everyMs: 5_000,
    at: (ms) => ({ cpu: cpuAt(ms % 10_000 === 0 ? 20 : 40) }),
  });
  const clock = createFakeClock(from + hour);
  const history = openHistory({ dataDir, clock, everyMs: 1_000, onNews: () => undefined });
  history.append(from + hour, { cpu: cpuAt(50) });
  const span = { from: from + 60_000, to: from + hour - 60_000 };
  const [line] = history.range({ series: ['cpu.total'], ...span, points: 60, summary: true }).series;
  expect(line?.summary?.noDataMs).toBe(0);
  expect(line?.summary?.avg).toBeCloseTo(30, 1);
  history.close();
});
