/** Lets a few run at once, the others in the order in which they came. */
export interface Turns {
  /** Runs when it is its turn; `null` where it was aborted before that. */
  readonly take: <Result>(run: () => Promise<Result>, signal: AbortSignal) => Promise<Result | null>;
}

/** Makes a queue that is empty. */
export function createTurns(atOnce: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async take(run, signal) {
      if (running >= atOnce) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      } else running += 1;
      try {
        return signal.aborted ? null : await run();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
