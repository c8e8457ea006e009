/** Runs something as often as it is asked for, but not faster than a given pace. */
export interface Pace {
  /** Runs it, at once or as soon as the pace allows. */
  readonly ask: () => void;
  /** Forgets what is still to come. */
  readonly drop: () => void;
}

/** @param everyMs least time between two runs, ms */
export function createPace(everyMs: number, run: () => void): Pace {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let asked = false;
  const due = () => {
    timer = null;
    if (asked) go();
  };
  const go = () => {
    asked = false;
    timer = setTimeout(due, everyMs);
    run();
  };
  return {
    ask() {
      asked = true;
      if (timer === null) go();
    },
    drop() {
      asked = false;
    },
  };
}
