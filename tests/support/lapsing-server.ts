import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { inProject } from '../../build/project.ts';
import { loadSettings } from '../../src-main/config/load-config.ts';
import { openLog } from '../../src-main/log.ts';
import { startMonitor } from '../../src-main/monitor.ts';
import { sampleSchema } from '../../src-shared/protocol/events.ts';
import { openEventStream } from './event-stream.ts';
import { createFakeClock } from './fake-clock.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The whole server in the test's own process, which measures this machine by a clock that the test moves. */
export interface LapsingServer {
  readonly url: string;
  nowMs(): number;
  /** Lets an amount of its time pass at once; every second of it is measured. */
  lapse(ms: number): Promise<void>;
  /** Lets it stand still for a time, in which nothing is measured. */
  stall(ms: number): void;
}

/** How often its clock follows the machine's. */
const followEveryMs = 50;

const timeOf = v.pipe(v.string(), v.parseJson(), sampleSchema);

/**
 * Starts it; between two lapses its clock goes as the machine's. Ends with the test.
 * @param startMs what its wall clock says at the start
 * @param args options of `serve`, without `dataDir`, `port` and `interval`
 */
export async function startLapsingServer(
  startMs: number,
  args: Readonly<Record<string, string>> = {},
): Promise<LapsingServer> {
  const clock = createFakeClock(startMs);
  const settings = loadSettings({ ...args, dataDir: temporaryFolder(), port: '0', interval: '1000' }, {}, 'linux');
  const log = openLog('error');
  const monitor = await startMonitor(settings, { log, clock, pageRoot: inProject('out', 'renderer') });
  // Whole milliseconds, as a wall clock has them.
  const passedMs = () => Math.floor(performance.now());
  let followedMs = passedMs();
  const follow = () => {
    const nowMs = passedMs();
    clock.advance(nowMs - followedMs);
    followedMs = nowMs;
  };
  const begin = () => {
    followedMs = passedMs();
    return setInterval(follow, followEveryMs);
  };
  let following = begin();
  onTestFinished(async () => {
    // The end waits for its clock, too.
    await monitor.stop();
    clearInterval(following);
  });
  return {
    url: monitor.url,
    nowMs: () => clock.wallMs(),
    async lapse(ms) {
      clearInterval(following);
      const stream = await openEventStream(`${monitor.url}/api/v1/events?metrics=load`);
      const endMs = clock.wallMs() + ms;
      try {
        while (clock.wallMs() < endMs) {
          const fromMs = clock.wallMs();
          clock.advance(1_000);
          // What is read takes its own time; the next second begins when it is there.
          await stream.takeUntil(({ event, data }) => event === 'sample' && v.parse(timeOf, data).t > fromMs);
        }
      } finally {
        stream.close();
        following = begin();
      }
    },
    stall(ms) {
      clock.stall(ms);
    },
  };
}
