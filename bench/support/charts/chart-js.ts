import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { charts, points, size, spanMs, stepMs, type ChartWay } from './way.ts';

Chart.register(Filler, LinearScale, LineController, LineElement, PointElement);

/** Chart.js as its manual would have it for speed: nothing animated, parsed, measured for ticks, or drawn for a point. */
export function chartJsCharts(target: HTMLElement): ChartWay {
  const data: { x: number; y: number }[] = [];
  const all = Array.from({ length: charts }, () => {
    const box = document.createElement('div');
    box.style.width = `${String(size.width)}px`;
    box.style.height = `${String(size.height)}px`;
    const canvas = document.createElement('canvas');
    box.append(canvas);
    target.append(box);
    return new Chart(canvas, {
      type: 'line',
      data: { datasets: [{ data, borderColor: '#4694ec', backgroundColor: 'rgb(70 148 236 / 0.15)', fill: 'origin' }] },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        elements: { point: { radius: 0 }, line: { borderWidth: 1.75 } },
        scales: {
          x: {
            type: 'linear',
            min: 0,
            max: spanMs,
            afterFit: (scale) => {
              scale.height = 22;
            },
            ticks: { sampleSize: 1, maxRotation: 0, autoSkip: false, stepSize: 60 * stepMs, callback: clockText },
          },
          y: {
            min: 0,
            max: 100,
            afterFit: (scale) => {
              scale.width = 30;
            },
            ticks: { sampleSize: 1, autoSkip: false, stepSize: 25 },
          },
        },
        plugins: { legend: { display: false }, tooltip: { enabled: false } },
      },
    });
  });
  return {
    push(t, value) {
      data.push({ x: t, y: value });
      if (data.length > points) data.shift();
      for (const chart of all) {
        const x = chart.options.scales?.x;
        if (x !== undefined) Object.assign(x, { min: t - spanMs, max: t });
        chart.update('none');
      }
    },
  };
}

function clockText(value: number | string): string {
  return new Date(Number(value)).toTimeString().slice(0, 5);
}
