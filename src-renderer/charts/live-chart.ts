import { Chart, LinearScale, PointElement } from 'chart.js';
import { pictures, type ChartPicture } from './chart-picture.ts';
import { plotPlugin } from './plot-plugin.ts';
import { RingLineController } from './ring-line-controller.ts';

// Every controller must name an element; no point is ever made.
Chart.register(LinearScale, PointElement, RingLineController);

/** Room around the plot, equal on all cards: the value axis at the left, end labels at the right. */
export const gutters = { left: 30, right: 44, top: 8, bottom: 22 };

/** A chart on a canvas. */
export interface LiveChart {
  /** Draws a picture; lays the chart out anew only where its range or its number of lines changed. */
  show(picture: ChartPicture): void;
  /** Follows the canvas' new size and the screen's density. */
  resize(): void;
  destroy(): void;
}

/** What is drawn on the axes is drawn by the plot plugin: Chart.js neither measures nor writes labels. */
const unwritten = { display: false, ticks: { display: false, callback: () => null } } as const;

/**
 * Puts a chart on a canvas whose parent gives it its size. Chart.js begins with the first picture, so that it lays out
 * once, and not at all on a card that nobody has scrolled to.
 */
export function createLiveChart(canvas: HTMLCanvasElement, axes: boolean): LiveChart {
  let chart: Chart | null = null;
  let laidOut = '';

  const begin = (picture: ChartPicture): Chart => {
    const { width, height } = sizeOf(canvas) ?? canvas;
    Object.assign(canvas, { width, height });
    return new Chart(canvas, {
      type: 'ringLine',
      data: { datasets: datasetsOf(picture) },
      options: {
        animation: false,
        events: [],
        maintainAspectRatio: false,
        normalized: true,
        parsing: false,
        // The component watches the size, together with visibility.
        responsive: false,
        devicePixelRatio: window.devicePixelRatio,
        layout: { padding: axes ? gutters : { left: 0, right: 0, top: 2, bottom: 1 } },
        scales: {
          x: { type: 'linear', ...unwritten, min: 0, max: 1 },
          y: { type: 'linear', ...unwritten, ...picture.range },
        },
      },
      plugins: [plotPlugin],
    });
  };

  return {
    show(picture) {
      const layout = `${String(picture.lines.length)} ${String(picture.range.min)} ${String(picture.range.max)}`;
      const isLaidOut = chart === null || layout === laidOut;
      chart ??= begin(picture);
      laidOut = layout;
      pictures.set(chart, picture);
      if (isLaidOut) {
        chart.draw();
        return;
      }
      chart.data.datasets = datasetsOf(picture);
      const y = chart.options.scales?.y;
      if (y !== undefined) Object.assign(y, { min: picture.range.min, max: picture.range.max });
      chart.update('none');
    },
    resize() {
      const size = sizeOf(canvas);
      if (chart === null || size === null) return;
      chart.options.devicePixelRatio = window.devicePixelRatio;
      chart.resize(size.width, size.height);
    },
    destroy() {
      chart?.destroy();
    },
  };
}

function datasetsOf({ lines }: ChartPicture): { data: [] }[] {
  return lines.map(() => ({ data: [] }));
}

/** The room that a canvas has, px; `null` where it has none. */
function sizeOf(canvas: HTMLCanvasElement): { readonly width: number; readonly height: number } | null {
  const box = canvas.parentElement?.getBoundingClientRect();
  return box === undefined || box.width === 0 || box.height === 0 ? null : { width: box.width, height: box.height };
}
