import type { Cancel, Clock } from '../clock.ts';

/** How a stream of text is ended from outside. */
export interface TextStreamOptions {
  readonly clock: Clock;
  /** Aborted when the reader has gone, or has stood still for too long. */
  readonly gone: AbortController;
  /** Called once, however it ended. */
  readonly onEnd: () => void;
}

/** A reader that takes nothing for this long has gone to sleep, and must not keep its place, ms. */
const stalledMs = 60_000;

/** Bytes of text chunks, each asked for only when the reader has taken the one before. */
export function streamText(chunks: AsyncIterable<string>, options: TextStreamOptions): ReadableStream<Uint8Array> {
  const { clock, gone, onEnd } = options;
  const iterator = chunks[Symbol.asyncIterator]();
  let ended = false;
  let watch: Cancel | undefined;

  function end(): void {
    watch?.();
    if (ended) return;
    ended = true;
    onEnd();
  }

  function abort(): void {
    gone.abort();
    end();
  }

  function watchReader(): void {
    watch?.();
    if (!ended) watch = clock.after(stalledMs, abort);
  }

  gone.signal.addEventListener('abort', end, { once: true });
  watchReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        watchReader();
        try {
          const next = await iterator.next();
          if (gone.signal.aborted) controller.error(gone.signal.reason);
          else if (next.done === true) {
            end();
            controller.close();
          } else controller.enqueue(Buffer.from(next.value));
        } catch (caught) {
          end();
          controller.error(caught);
        }
      },
      async cancel() {
        abort();
        await iterator.return?.();
      },
    },
    { highWaterMark: 1 },
  );
}
