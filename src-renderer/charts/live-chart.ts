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

/** Puts a chart on a canvas whose parent gives it its size. */
export function createLiveChart(canvas: HTMLCanvasElement, axes: boolean): LiveChart {
  const chart = new Chart(canvas, {
    type: 'ringLine',
    data: { datasets: [] },
    options: {
      animation: false,
      events: [],
      maintainAspectRatio: false,
      normalized: true,
      parsing: false,
      // The component watches the size, together with visibility.
      responsive: false,
      layout: { padding: axes ? gutters : { left: 0, right: 0, top: 2, bottom: 1 } },
      scales: {
        x: { type: 'linear', display: false, min: 0, max: 1 },
        y: { type: 'linear', display: false, min: 0, max: 1 },
      },
    },
    plugins: [plotPlugin],
  });
  let laidOut = '';

  return {
    show(picture) {
      pictures.set(chart, picture);
      const layout = `${String(picture.lines.length)} ${String(picture.range.min)} ${String(picture.range.max)}`;
      if (layout === laidOut) {
        chart.draw();
        return;
      }
      laidOut = layout;
      chart.data.datasets = picture.lines.map(() => ({ data: [] }));
      const y = chart.options.scales?.y;
      if (y !== undefined) Object.assign(y, { min: picture.range.min, max: picture.range.max });
      chart.update('none');
    },
    resize() {
      const box = canvas.parentElement?.getBoundingClientRect();
      if (box === undefined || box.width === 0 || box.height === 0) return;
      chart.options.devicePixelRatio = window.devicePixelRatio;
      chart.resize(box.width, box.height);
    },
    destroy() {
      chart.destroy();
    },
  };
}
