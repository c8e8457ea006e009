import '../../../src-main/web-classes.ts';
import { staySmall } from '../../../src-main/stay-small.ts';
import { createFakeClock } from '../../../tests/support/fake-clock.ts';
import { answerQuestions } from '../worker.ts';
import { watchOwnTicks } from './own-ticks.ts';
import { serverQuestion } from './questions.ts';

/** The server as `lanpulse serve` starts it, with all readers of this machine, but by a clock that another process moves. */

const hasStarted = staySmall();
const { loadSettings } = await import('../../../src-main/config/load-config.ts');
const { openLog } = await import('../../../src-main/log.ts');
const { startMonitor } = await import('../../../src-main/monitor.ts');

const [dataDir = '', pageRoot = '', startMs = ''] = process.argv.slice(2);
const clock = createFakeClock(Number(startMs));
const settings = loadSettings({ dataDir, port: '0' }, {}, process.platform);
const monitor = await startMonitor(settings, { log: openLog(), clock, pageRoot });
hasStarted();
const ticks = await watchOwnTicks(monitor.url);

answerQuestions(serverQuestion, async (question) => {
  switch (question.ask) {
    case 'address':
      return { url: monitor.url };
    case 'pass':
      for (let n = 0; n < question.seconds; n += 1) {
        const arrived = ticks.next();
        clock.advance(1_000);
        // What is read takes its own time.
        await arrived;
      }
      return { nowMs: clock.wallMs(), newestId: ticks.newestId() };
    case 'heap':
      globalThis.gc?.();
      return { usedBytes: process.memoryUsage().heapUsed };
  }
});
