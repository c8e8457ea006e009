import { createPreviews } from '../../src-main/alerts/previews.ts';
import { openHistory } from '../../src-main/history/open-history.ts';
import { staySmall } from '../../src-main/stay-small.ts';
import { runningClock } from './running-clock.ts';

/**
 * A process of its own, so that nothing is compiled or read before its first question. Prints the time of each answer, ms,
 * and what it covers of the span, as JSON.
 */
// As the headless server does.
staySmall()();

const [dataDir = '', end = '', spanMs = '', warn = ''] = process.argv.slice(2);
const to = Number(end);
const clock = runningClock(to);
const store = openHistory({ dataDir, clock, everyMs: 1_000, onNews: () => undefined });
const previews = createPreviews(store, clock);
const answers = [];
for (let n = 0; n < 12; n += 1) {
  const rule = {
    series: 'cpu.total',
    instance: '*',
    direction: 'above' as const,
    // A finger that moves: no two questions are the same.
    warn: Number(warn) + n / 100,
    critical: null,
    clear: Number(warn) - 2,
    forMs: 10_000,
    keepMs: 10_000,
    enabled: true,
  };
  const before = performance.now();
  const question = { rule, from: to - Number(spanMs), to, serverIntervalMs: 1_000, except: new Set<string>() };
  const { covered } = await previews.ask(question, null);
  answers.push({
    tookMs: performance.now() - before,
    share: covered === null ? 0 : (covered.to - covered.from) / Number(spanMs),
  });
}
store.close();
process.stdout.write(JSON.stringify(answers));
