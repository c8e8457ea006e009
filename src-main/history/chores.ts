import type { Clock } from '../clock.ts';
import { dropExpired } from './drop.ts';
import type { HistoryFile } from './history-file.ts';
import type { Block } from './chunk-store.ts';
import { sealDue, type Sealing } from './seal.ts';
import { holdCap } from './size-cap.ts';
import type { KeepMs } from './tiers.ts';

/** What is done besides keeping samples: sealing, dropping what is too old or too much, packing processes. */
export interface Chores {
  /**
   * Goes on with it for a moment.
   * @param nowMs time of the newest sample
   */
  step(file: HistoryFile, nowMs: number): void;
}

/** What {@link createChores} needs. */
export interface ChoresOptions extends Omit<Sealing, 'file'> {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly keepMs: KeepMs;
  readonly capBytes: number;
  /** Told of each block that was dropped to stay below the cap. */
  readonly onTrim: (block: Block) => void;
}

/** Bounds of one step. */
const mostPieces = 8;
const longestMs = 2;
/** Time between two looks at the size of the file, ms. */
const sizeEveryMs = 60_000;
/** A clock that moved on by more than this may be wrong: nothing is dropped for being old until it has stood for a while. */
const suspectJumpMs = 86_400_000;
const suspectForMs = 3_600_000;

/** Makes the chores; nothing is done until {@link Chores.step}. */
export function createChores({ clock, keepMs, capBytes, onTrim, ...parts }: ChoresOptions): Chores {
  let current: { readonly file: HistoryFile; readonly pieces: Generator<undefined> } | null = null;
  let sizedAtMs = -Infinity;
  let lastMs = newestKeptMs(parts);
  let trustedFromMs = -Infinity;

  function* all(file: HistoryFile, nowMs: number): Generator<undefined> {
    const sealing = { ...parts, file };
    yield* sealDue(sealing, nowMs);
    if (clock.monotonicMs() >= trustedFromMs) yield* dropExpired(sealing, keepMs, nowMs);
    if (clock.monotonicMs() - sizedAtMs >= sizeEveryMs) {
      sizedAtMs = clock.monotonicMs();
      yield* holdCap(sealing, capBytes, onTrim);
    }
    yield* keepTops(file, nowMs);
  }

  function* keepTops({ tops }: HistoryFile, nowMs: number): Generator<undefined> {
    if (tops.packMinute(nowMs)) yield;
    if (clock.monotonicMs() < trustedFromMs) return;
    if (tops.thinMinute(nowMs - keepMs[0])) yield;
    if (tops.dropMinutes(nowMs - keepMs[1])) yield;
  }

  return {
    step(file, nowMs) {
      if (Number.isFinite(lastMs) && nowMs - lastMs > suspectJumpMs) trustedFromMs = clock.monotonicMs() + suspectForMs;
      lastMs = nowMs;
      if (current?.file !== file) current = { file, pieces: all(file, nowMs) };
      const untilMs = clock.monotonicMs() + longestMs;
      try {
        for (let n = 0; n < mostPieces && clock.monotonicMs() <= untilMs; n += 1) {
          if (current.pieces.next().done === true) {
            current = null;
            return;
          }
        }
      } catch (caught) {
        current = null;
        throw caught;
      }
    },
  };
}

function newestKeptMs({ blocks, recent }: Omit<Sealing, 'file'>): number {
  const ends = blocks.all().map(({ tier, start }) => start + tier.blockMs);
  return recent.newestMs() ?? Math.max(-Infinity, ...ends);
}
