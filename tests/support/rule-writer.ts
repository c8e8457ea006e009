import { openRules } from '../../src-main/alerts/rules.ts';
import { systemClock } from '../../src-main/clock.ts';
import { createTestLog } from './silent-log.ts';

/*
 * A program for tests to kill: it changes one rule over and over, and writes a line with the revision once the change
 * has been answered.
 */
const [dataDir = ''] = process.argv.slice(2);
const rules = await openRules({ dataDir, clock: systemClock, log: createTestLog(), onChange: () => undefined });
const rule = rules.current().rules.find(({ series }) => series === 'cpu.total');

for (;;) {
  const { revision } = await rules.set({ ...rule, warn: 71 + ((rules.current().revision + 1) % 20) }, 'a test');
  process.stdout.write(`${String(revision)}\n`);
}
