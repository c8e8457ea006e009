import { openHistory } from '../../src-main/history/open-history.ts';
import { createFakeClock } from './fake-clock.ts';

/** The past of a server that ran before the test. Times in ms since the epoch. */
export interface StoredPast {
  readonly from: number;
  readonly to: number;
  /** Load average of each second. */
  readonly load: (t: number) => number;
}

/** Writes such a past into a data directory, a sample a second, as a server would have. */
export function storeHistory(dataDir: string, { from, to, load }: StoredPast): void {
  const clock = createFakeClock(from);
  const history = openHistory({
    dataDir,
    clock,
    everyMs: 1_000,
    onNews: ({ message }) => {
      throw new Error(message);
    },
  });
  for (let t = from; t < to; t += 1_000) {
    const top = [{ pid: 7, name: `job-${String(t)}`, user: 'ada', cpu: 99, memory: 1024 }];
    const processes = t % 5_000 === 0 ? { processes: { count: 1, running: 1, top } } : {};
    history.append(t, { load: { one: load(t), five: null, fifteen: null }, ...processes });
    clock.advance(1_000);
  }
  history.close();
}
