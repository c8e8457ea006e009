/** One of the ways to draw twelve charts in a page. */
export interface ChartWay {
  /** One more point for each chart, at `t`, ms since the epoch; what it asks of later tasks and frames counts as well. */
  push(t: number, value: number): void;
}

/** Charts on the page. */
export const charts = 12;
/** Points on each. */
export const points = 300;
/** Time between two of them, ms: five minutes are shown. */
export const stepMs = 1_000;
export const spanMs = points * stepMs;
/** Size of a chart with its axes, CSS px. */
export const size = { width: 400, height: 200 };

/** Value of a point, percent: a load that goes up and down and is never smooth. */
export function valueAt(n: number): number {
  return 50 + 30 * Math.sin(n / 17) + 15 * Math.sin(n * 1.7);
}
