import { isDeepStrictEqual } from 'node:util';
import type { LeftOut, RottenPiece } from './left-out.ts';
import type { Lost } from './lost.ts';
import { DamagedContent } from './storage-trouble.ts';

/** Pieces of a file that are no longer what was written, met one by one: each is missing from then on, and nothing else. */
export interface Losses {
  /**
   * What `decode` finds, or `missing` where it meets damage.
   * @param remove deletes the piece, unless it has become another one meanwhile
   */
  orElse<Found>(piece: RottenPiece, missing: Found, decode: () => Found, remove: () => void): Found;
  /** How many were met since the last time. */
  takeMet(): Lost;
  /**
   * Puts aside what was met and is not there yet; whoever deletes or replaces pieces calls it before. Where that cannot be
   * done, the next call tries again: nothing waits for it.
   */
  keep(): void;
  /** The same, and deletes what is aside. */
  remove(): void;
}

interface Removal {
  readonly piece: RottenPiece;
  readonly remove: () => void;
}

/**
 * Makes a list of none.
 * @param together carries out all deletions, or none
 */
export function createLosses(leftOut: Pick<LeftOut, 'keep'>, together: (run: () => void) => void): Losses {
  /** What is still to be put aside, and what is aside and still to be deleted, by place. */
  const toKeep = new Map<string, Removal>();
  const toRemove = new Map<string, Removal>();
  let met: Lost = { pieces: 0, moments: 0 };

  function keep(): void {
    if (toKeep.size === 0 || !leftOut.keep([...toKeep.values()].map(({ piece }) => piece))) return;
    for (const [place, one] of toKeep) toRemove.set(place, one);
    toKeep.clear();
  }

  return {
    orElse(piece, missing, decode, remove) {
      try {
        return decode();
      } catch (caught) {
        if (!(caught instanceof DamagedContent)) throw caught;
        const place = `${piece.table} ${String(piece.key)}`;
        const known = toKeep.get(place) ?? toRemove.get(place);
        // Until it is gone it may be read again.
        if (known === undefined) {
          const { pieces, moments } = met;
          met = piece.table === 'tick' ? { pieces, moments: moments + 1 } : { pieces: pieces + 1, moments };
        }
        if (!isDeepStrictEqual(known?.piece, piece)) toKeep.set(place, { piece, remove });
        return missing;
      }
    },
    takeMet() {
      const taken = met;
      met = { pieces: 0, moments: 0 };
      return taken;
    },
    keep,
    remove() {
      keep();
      if (toRemove.size === 0) return;
      together(() => {
        for (const { remove } of toRemove.values()) remove();
      });
      toRemove.clear();
    },
  };
}
