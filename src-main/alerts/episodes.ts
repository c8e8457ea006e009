import { limits } from '../../src-shared/protocol/limits.ts';
import type { PreviewedAlert } from '../../src-shared/protocol/preview.ts';
import type { WatchCells, WatchTransition } from './watch-cells.ts';

/** Times from firing to not firing, of one instance. */
export interface Episodes {
  /** The newest ones, oldest first. */
  readonly newest: readonly PreviewedAlert[];
  readonly count: number;
  follow(transition: WatchTransition | null): void;
  /** Takes what still fires. */
  end(cells: WatchCells | null): void;
}

/** Begins to count. */
export function createEpisodes(instance: string): Episodes {
  let done: PreviewedAlert[] = [];
  let count = 0;
  let open: PreviewedAlert | null = null;

  function close(episode: PreviewedAlert): void {
    count += 1;
    done.push(episode);
    if (done.length >= 2 * limits.previewedAlerts) done = done.slice(-limits.previewedAlerts);
  }

  return {
    get newest() {
      return done.slice(-limits.previewedAlerts);
    },
    get count() {
      return count;
    },
    follow(transition) {
      if (transition === null) return;
      const { state, at, value, peak } = transition;
      const worst = peak ?? value ?? 0;
      if (state === 'warn' || state === 'critical') {
        const level = open?.level === 'critical' ? 'critical' : state;
        open = { instance, at: open?.at ?? at, level, untilMs: null, peak: worst };
      } else if (open !== null) {
        close({ ...open, untilMs: at, peak: worst });
        open = null;
      }
    },
    end(cells) {
      if (open !== null) close({ ...open, peak: cells?.peak ?? open.peak });
      open = null;
    },
  };
}
