import type { Clock } from '../clock.ts';
import { dropExpired, finishDrops } from './drop.ts';
import { forgetUnkept, type Forgetting } from './forget.ts';
import type { HistoryFile } from './history-file.ts';
import type { Block } from './chunk-store.ts';
import { sealDue } from './seal.ts';
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
export interface ChoresOptions extends Omit<Forgetting, 'file'> {
  /** Time between two steps, ms. */
  readonly everyMs: number;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly keepMs: KeepMs;
  readonly capBytes: number;
  /** Told of each block that was dropped to stay below the cap. */
  readonly onTrim: (block: Block) => void;
}

/** Bounds of one step of a server that samples once a second or faster; a slower one does more at once, to get as far. */
const mostPieces = 8;
const longestMs = 2;
const mostAtOnce = 10;
/** Time between two looks at what is due, while nothing is, ms. */
const lookEveryMs = 30_000;
/** Time between two looks at the size of the file, ms. */
const sizeEveryMs = 60_000;
/** Time between two looks for names of which nothing is kept, ms. */
const forgetEveryMs = 86_400_000;
/** A clock that moved on by more than this may be wrong: nothing is dropped for being old until it has stood for a while. */
const suspectJumpMs = 86_400_000;
const suspectForMs = 3_600_000;

/** Makes the chores; nothing is done until {@link Chores.step}. */
export function createChores({ clock, everyMs, keepMs, capBytes, onTrim, ...parts }: ChoresOptions): Chores {
  const atOnce = Math.min(mostAtOnce, Math.max(1, everyMs / 1_000));
  let current: { readonly file: HistoryFile; readonly pieces: Generator<undefined> } | null = null;
  let lookedMs = -Infinity;
  let sizedAtMs = -Infinity;
  let forgotMs = -Infinity;
  let lastMs = newestKeptMs(parts);
  let trustedFromMs = -Infinity;

  function* all(file: HistoryFile, nowMs: number): Generator<undefined> {
    const sealing = { ...parts, file };
    // Before anything is compressed: a block that is half deleted must not be made anew meanwhile.
    yield* finishDrops(sealing);
    yield* sealDue(sealing, nowMs);
    if (clock.monotonicMs() >= trustedFromMs) yield* dropExpired(sealing, keepMs, nowMs);
    if (clock.monotonicMs() - sizedAtMs >= sizeEveryMs) {
      sizedAtMs = clock.monotonicMs();
      yield* holdCap(sealing, capBytes, onTrim);
    }
    yield* keepTops(file, nowMs);
    if (clock.monotonicMs() >= trustedFromMs && Math.abs(nowMs - forgotMs) >= forgetEveryMs) {
      forgotMs = nowMs;
      yield* forgetUnkept(sealing, nowMs - Math.max(...keepMs));
    }
  }

  function* keepTops({ tops }: HistoryFile, nowMs: number): Generator<undefined> {
    while (tops.packMinute(nowMs)) yield;
    if (clock.monotonicMs() < trustedFromMs) return;
    while (tops.thinMinute(nowMs - keepMs[0])) yield;
    while (tops.dropMinutes(nowMs - keepMs[1])) yield;
  }

  /** True when all is done. */
  function goOn(pieces: Generator<undefined>): boolean {
    const untilMs = clock.monotonicMs() + longestMs * atOnce;
    for (let n = 0; n < mostPieces * atOnce && clock.monotonicMs() <= untilMs; n += 1) {
      if (pieces.next().done === true) return true;
    }
    return false;
  }

  return {
    step(file, nowMs) {
      if (Number.isFinite(lastMs) && nowMs - lastMs > suspectJumpMs) trustedFromMs = clock.monotonicMs() + suspectForMs;
      lastMs = nowMs;
      // A sample every second need not ask the file every second what is due.
      if (current?.file !== file && Math.abs(nowMs - lookedMs) < lookEveryMs) return;
      const pieces = current?.file === file ? current.pieces : all(file, nowMs);
      // What fails begins anew with the next step.
      current = null;
      if (goOn(pieces)) lookedMs = nowMs;
      else current = { file, pieces };
    },
  };
}

function newestKeptMs({ blocks, recent }: Omit<Forgetting, 'file'>): number {
  const ends = blocks.all().map(({ tier, start }) => start + tier.blockMs);
  return recent.newestMs() ?? Math.max(-Infinity, ...ends);
}
