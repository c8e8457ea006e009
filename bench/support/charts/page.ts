import { plainFrame, spend, takeSpent } from './spent.ts';
import '../../../src-renderer/styles/tokens.css';
import '../../../src-renderer/styles/base.css';
import { chartJsCharts } from './chart-js.ts';
import { productCharts } from './product.ts';
import { uplotCharts } from './uplot.ts';
import { points, stepMs, valueAt, type ChartWay } from './way.ts';

declare global {
  /** Puts the charts of one way on the page. */
  var startCharts: (name: string) => Promise<void>;
  /** Updates them so many times, `everyMs` apart, and says how long the code for each took, ms. */
  var updateCharts: (updates: number, everyMs: number) => Promise<readonly number[]>;
}

const ways: Readonly<Record<string, (target: HTMLElement, startMs: number) => ChartWay>> = {
  'Chart.js': chartJsCharts,
  lanpulse: productCharts,
  uPlot: uplotCharts,
};

let way: ChartWay | undefined;
let n = 0;
let t = 0;

function push(): void {
  n += 1;
  t += stepMs;
  way?.push(t, valueAt(n));
}

/** Two frames: the first draws, and with the second its task is over. */
function frames(): Promise<void> {
  return new Promise((resolve) => {
    plainFrame(() => {
      plainFrame(() => {
        resolve();
      });
    });
  });
}

globalThis.startCharts = async (name) => {
  const target = document.createElement('main');
  target.style.cssText = 'display: grid; grid-template-columns: repeat(3, 400px)';
  document.body.replaceChildren(target);
  t = Math.floor(Date.now() / stepMs) * stepMs - points * stepMs;
  way = ways[name]?.(target, t);
  if (way === undefined) throw new Error(`There is no way ${name}.`);
  for (let filled = 0; filled < points; filled += 1) push();
  await frames();
};

globalThis.updateCharts = async (updates, everyMs) => {
  const took: number[] = [];
  let next = performance.now();
  for (let update = 0; update < updates; update += 1) {
    next += everyMs;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
    takeSpent();
    spend(push);
    await frames();
    took.push(takeSpent());
  }
  return took;
};
