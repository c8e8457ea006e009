import { toFault } from '../../src-shared/fault.ts';
import type { Clock } from '../clock.ts';
import type { HistoryNews } from './history.ts';
import { mostLeftOutBytes } from './left-out.ts';
import type { Lost, LossCount } from './lost.ts';

/** A disk that rots is met piece by piece: the log has it once in this time, ms. */
const everyMs = 3_600_000;

/** Says what a file lacks. */
export interface LossNews {
  /** Told what was met since its last call; says at once how much it is in all. */
  met(more: Lost): void;
  /** Told why pieces cannot be put aside, which is no reason to stop keeping. */
  notAside(caught: unknown): void;
  /** What the file lacked concerns nobody any more. */
  clear(): void;
}

/** What {@link createLossNews} needs. */
export interface LossNewsOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Of the file, and of what is put aside. */
  readonly path: string;
  readonly asidePath: string;
  readonly count: LossCount;
  readonly onNews: (news: HistoryNews) => void;
}

/** Makes it; what stands in the count already was told. */
export function createLossNews({ clock, path, asidePath, count, onNews }: LossNewsOptions): LossNews {
  /** What the newest sentence says, and what the newest that was worth a line in the log says. */
  let said = sumOf(count.lost());
  let told = said;
  let toldAtMs = -Infinity;

  return {
    met(more) {
      count.add(more);
      const lost = count.lost();
      const isDue = clock.monotonicMs() - toldAtMs >= everyMs;
      if (sumOf(lost) === (isDue ? told : said)) return;
      said = sumOf(lost);
      if (isDue) [told, toldAtMs] = [said, clock.monotonicMs()];
      onNews({ kind: 'left_out', message: sentence(lost, path, asidePath), ...(isDue ? {} : { isMore: true }) });
    },
    notAside(caught) {
      const message = `What was damaged in ${path} cannot be put aside in ${asidePath}. Make that file writable, or move what stands in its place; it is tried again by itself, and all else is kept.`;
      onNews({ kind: 'not_aside', message, cause: toFault(caught, 'not_saved', 'A piece cannot be put aside.') });
    },
    clear() {
      count.clear();
      [said, told, toldAtMs] = [0, 0, -Infinity];
    },
  };
}

function sumOf({ pieces, moments }: Lost): number {
  return pieces + moments;
}

function sentence({ pieces, moments }: Lost, path: string, asidePath: string): string {
  const what = [
    ...(pieces === 0 ? [] : [pieces === 1 ? 'one stored piece' : `${String(pieces)} stored pieces`]),
    ...(moments === 0 ? [] : [`${moments === 1 ? 'one moment' : `${String(moments)} moments`} of the newest hours`]),
  ].join(' and ');
  const begun = what.charAt(0).toUpperCase() + what.slice(1);
  const verb = pieces + moments === 1 ? 'was' : 'were';
  const pieceIs = pieces === 0 ? '' : ' A piece is a stretch of one series, or the processes of a minute.';
  const aside = `What stood there goes to ${asidePath}, up to ${String(mostLeftOutBytes / 1024 ** 2)} MiB of it.`;
  return `${begun} ${verb} damaged in ${path} and left out; all else is kept.${pieceIs} ${aside} Check the disk if this happens again.`;
}
