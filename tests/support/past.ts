import { openHistory } from '../../src-main/history/open-history.ts';
import type { ProcessRow } from '../../src-shared/metrics/processes.ts';
import type { MetricValues } from '../../src-shared/metrics/registry.ts';
import { createFakeClock } from './fake-clock.ts';

/** What a machine did, for {@link keepPast}. Times in ms since the epoch. */
export interface Past {
  readonly from: number;
  readonly to: number;
  /** Distance of two samples; default 1 s. */
  readonly everyMs?: number;
  /** The sample of a moment; `null` where nothing was read. */
  readonly at: (ms: number) => Readonly<Partial<MetricValues>> | null;
}

/**
 * Fills the history of a data directory as the server would have done, before a server opens it: real SQLite, by way of
 * the store's own `append`.
 */
export function keepPast(dataDir: string, { from, to, everyMs = 1_000, at }: Past): void {
  const troubles: string[] = [];
  const clock = createFakeClock(from);
  const history = openHistory({
    dataDir,
    clock,
    everyMs,
    onNews: ({ message }) => {
      troubles.push(message);
    },
  });
  let lastMs = from;
  for (let ms = from; ms < to; ms += everyMs) {
    clock.advance(ms - clock.wallMs());
    const values = at(ms);
    if (values === null) continue;
    if (ms - lastMs > everyMs) history.gap(lastMs, ms);
    history.append(ms, values);
    lastMs = ms;
  }
  history.close();
  if (troubles.length > 0) throw new Error(troubles.join(' '));
}

/** A CPU reading with the given total; `user` has most of it. */
export function cpuAt(total: number): MetricValues['cpu'] {
  return { total, user: total * 0.8, system: total * 0.2, iowait: 0, steal: 0, cores: [total, total] };
}

/** A process table with these rows. */
export function processesAt(top: readonly ProcessRow[]): MetricValues['processes'] {
  return { count: 200, running: 3, top: [...top] };
}
