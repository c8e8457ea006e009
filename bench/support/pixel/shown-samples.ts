import type { Page } from 'playwright-core';
import * as v from 'valibot';

const shownSchema = v.array(
  v.object({
    /** Time of the sample, as the server says. */
    t: v.number(),
    arrivedMs: v.number(),
    /** When the chart was drawn, and when the next frame began; `null` for a sample that came with the next before. */
    drawnMs: v.nullable(v.number()),
    shownMs: v.nullable(v.number()),
  }),
);

/** One sample on its way to the screen; times are of the machine's clock, ms. */
export type ShownSample = v.InferOutput<typeof shownSchema>[number];

/** Has a page note, from its next load on, when samples arrive and when the chart of the CPU shows them. */
export async function watchSamples(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const samples: { t: number; arrivedMs: number; drawnMs: number | null; shownMs: number | null }[] = [];
    let isDrawn = true;
    Reflect.set(globalThis, 'shownSamples', samples);
    Reflect.set(
      globalThis,
      'EventSource',
      class extends EventSource {
        constructor(url: string | URL, options?: EventSourceInit) {
          super(url, options);
          // Before the page's own listener, which draws nothing yet but asks for a frame.
          this.addEventListener('sample', (event: MessageEvent<string>) => {
            if (!event.data.includes('"cpu":{"total"')) return;
            const t = Number(/"t":(?<t>\d+)/u.exec(event.data)?.groups?.t);
            samples.push({ t, arrivedMs: Date.now(), drawnMs: null, shownMs: null });
            isDrawn = false;
          });
        }
      },
    );
    const clear: unknown = Reflect.get(CanvasRenderingContext2D.prototype, 'clearRect');
    // Every drawing of a chart begins with it.
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      if (typeof clear === 'function') Reflect.apply(clear, this, box);
      const newest = samples.at(-1);
      if (isDrawn || newest === undefined || this.canvas.closest('[data-metric="cpu"]') === null) return;
      isDrawn = true;
      newest.drawnMs = Date.now();
      requestAnimationFrame(() => {
        newest.shownMs = Date.now();
      });
    };
  });
}

/** Forgets what was noted so far. */
export async function forgetSamples(page: Page): Promise<void> {
  await page.evaluate(() => {
    const samples: unknown = Reflect.get(globalThis, 'shownSamples');
    if (Array.isArray(samples)) samples.length = 0;
  });
}

/** What was noted. */
export async function shownSamples(page: Page): Promise<readonly ShownSample[]> {
  return v.parse(shownSchema, await page.evaluate((): unknown => Reflect.get(globalThis, 'shownSamples')));
}
