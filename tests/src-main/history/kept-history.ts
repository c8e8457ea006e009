import type { History, HistoryNews } from '../../../src-main/history/history.ts';
import { type HistoryOptions, openHistory } from '../../../src-main/history/open-history.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A Monday, 00:00 UTC, and the start of a week as the coarsest tier counts them. */
export const start = 604_800_000 * 2_811;

/** A history in a folder of its own, on a clock that the test moves. */
export interface KeptHistory {
  readonly history: History;
  readonly clock: FakeClock;
  readonly dataDir: string;
  readonly news: HistoryNews[];
  /** Lets time pass until `t` and keeps a value of `load.one`, which is read in every tick. */
  keep(t: number, value: number): void;
  /** Closes it and opens the same folder again. */
  reopen(options?: Partial<HistoryOptions>): KeptHistory;
}

/** Opens a history. */
export function openKept(options: Partial<HistoryOptions> = {}): KeptHistory {
  const clock = createFakeClock(start);
  const news: HistoryNews[] = [];
  const dataDir = options.dataDir ?? temporaryFolder();
  const all = { clock, everyMs: 1_000, onNews: (one: HistoryNews) => news.push(one), ...options, dataDir };
  const history = openHistory(all);
  return {
    history,
    clock,
    dataDir,
    news,
    keep(t, value) {
      clock.advance(Math.max(0, t - clock.wallMs()));
      history.append(t, load(value));
    },
    reopen(changed = {}) {
      history.close();
      const next = openKept({ ...options, ...changed, dataDir });
      next.clock.advance(Math.max(0, clock.wallMs() - next.clock.wallMs()));
      return next;
    },
  };
}

/** A reading of the load. */
function load(one: number): { load: { one: number; five: number; fifteen: number } } {
  return { load: { one, five: 0.5, fifteen: 0.25 } };
}
