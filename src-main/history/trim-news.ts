import type { Clock } from '../clock.ts';
import type { Block } from './chunk-store.ts';
import type { HistoryNews } from './history.ts';

/** A store that is full drops something every hour; that is said once in this time, ms. */
const everyMs = 86_400_000;

/** Makes a function that tells of dropped blocks, once a day at the most. */
export function createTrimNews(
  clock: Pick<Clock, 'monotonicMs'>,
  capBytes: number,
  onNews: (news: HistoryNews) => void,
): (block: Block) => void {
  let toldAtMs = -Infinity;
  return ({ tier, start }) => {
    if (clock.monotonicMs() - toldAtMs < everyMs) return;
    toldAtMs = clock.monotonicMs();
    const until = new Date(start + tier.blockMs).toISOString();
    const mebibytes = String(Math.round(capBytes / 1024 ** 2));
    onNews({
      kind: 'trimmed',
      message: `The history has reached its size cap of ${mebibytes} MiB: fine values from before ${until} were dropped early. Raise the cap to keep more.`,
    });
  };
}
