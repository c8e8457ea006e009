import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { charts, points, size, type ChartWay } from './way.ts';

const font = '11px sans-serif';
const grid = { stroke: '#2a2b2e', width: 1 };
const axis = { stroke: '#9a9ca1', font, grid, ticks: { show: false } };

/** uPlot with a fixed value axis, a line with a fill, and nothing to hover. */
export function uplotCharts(target: HTMLElement): ChartWay {
  const times: number[] = [];
  const values: number[] = [];
  const all = Array.from({ length: charts }, () => {
    const box = document.createElement('div');
    target.append(box);
    return new UPlot(
      {
        ...size,
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { auto: false, range: [0, 100] } },
        axes: [
          { ...axis, size: 22 },
          { ...axis, size: 30 },
        ],
        series: [{}, { stroke: '#4694ec', width: 1.75, fill: 'rgb(70 148 236 / 0.15)', points: { show: false } }],
      },
      [[], []],
      box,
    );
  });
  return {
    push(t, value) {
      times.push(t / 1_000);
      values.push(value);
      if (times.length > points) {
        times.shift();
        values.shift();
      }
      for (const one of all) one.setData([times, values]);
    },
  };
}
