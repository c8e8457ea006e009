import type { Chart, Plugin } from 'chart.js';
import { axisScale, writeOnAxis } from '../../src-shared/units.ts';
import { pictures, plots, type ChartPicture, type Plot } from './chart-picture.ts';
import { paintCrosshair } from './crosshair.ts';
import { holesOf, paintHoles, paintLoading } from './holes.ts';
import { paintEnds, paintPauseSign, tintPause } from './line-ends.ts';
import { paintNotes, paintNoteWords } from './paint-notes.ts';
import { paintBehind, paintChosen } from './paint-large.ts';
import { paintBeyond, paintFired, paintLevels, paintNumbers } from './paint-thresholds.ts';
import { timeTicks } from './time-axis.ts';
import { traceLine, xOf, yOf, type PlotFrame } from './trace.ts';
import { valueTicks } from './value-axis.ts';

/** Draws what surrounds the lines: grid and holes beneath them, ends, axis text and crosshair above. */
export const plotPlugin: Plugin = {
  id: 'lanpulsePlot',
  beforeDatasetsDraw(chart) {
    const picture = pictures.get(chart);
    if (picture === undefined) return false;
    const plot = makePlot(chart, picture);
    plots.set(chart, plot);
    if (picture.axes) paintGrid(chart.ctx, plot);
    paintHoles(chart.ctx, plot);
    paintLoading(chart.ctx, plot);
    paintFired(chart.ctx, plot);
    paintBehind(chart.ctx, plot);
    return undefined;
  },
  afterDatasetsDraw(chart) {
    const plot = plots.get(chart);
    if (plot === undefined) return;
    paintBeyond(chart.ctx, plot);
    paintLevels(chart.ctx, plot);
    paintNotes(chart.ctx, { ...plot.picture, frame: plot.frame });
    paintNumbers(chart.ctx, plot);
    if (plot.picture.axes) {
      paintTimes(chart.ctx, plot);
      if (plot.picture.paused) tintPause(chart.ctx, plot, chart.width);
      const labels = paintEnds(chart.ctx, plot);
      if (plot.picture.paused) paintPauseSign(chart.ctx, plot, chart.width, labels);
    }
    paintChosen(chart.ctx, plot);
    paintCrosshair(chart.ctx, plot, chart.width);
    if (plot.picture.axes) paintNoteWords(chart.ctx, { ...plot.picture, frame: plot.frame }, plot.picture.crosshairMs);
  },
};

function makePlot(chart: Chart, picture: ChartPicture): Plot {
  const { left, right, top, bottom } = chart.chartArea;
  const { startMs, endMs, range } = picture;
  const frame: PlotFrame = { startMs, endMs, left, right, top, bottom, min: range.min, max: range.max };
  const traces = picture.lines.map((line) => traceLine(line.points, frame, picture.periodMs, line.sign));
  return { picture, frame, traces, holes: holesOf(picture, frame, traces) };
}

function paintGrid(ctx: CanvasRenderingContext2D, { frame, picture }: Plot): void {
  const ticks = valueTicks(picture.range, picture.unit, frame.bottom - frame.top);
  const scale = axisScale(Math.max(Math.abs(picture.range.max), Math.abs(picture.range.min)), picture.unit);
  ctx.save();
  ctx.font = `11px ${picture.theme.font}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  const mirrored = picture.range.min < 0 && picture.range.max === -picture.range.min;
  for (const tick of ticks) {
    const y = Math.round(yOf(frame, tick)) + 0.5;
    ctx.fillStyle = mirrored && tick === 0 ? picture.theme.zero : picture.theme.grid;
    ctx.fillRect(frame.left, y - 0.5, frame.right - frame.left, 1);
    if (!picture.labelled || (mirrored && tick !== 0 && Math.abs(tick) !== picture.range.max)) continue;
    ctx.fillStyle = picture.theme.muted;
    ctx.fillText(writeOnAxis(mirrored ? Math.abs(tick) : tick, scale), frame.left - 7, y);
  }
  if (picture.labelled && scale.base !== 1 && scale.unit !== picture.headUnit && scale.unit !== '') {
    ctx.fillStyle = picture.theme.muted;
    const wide = ctx.measureText(scale.unit).width > frame.left - 7;
    ctx.textAlign = wide ? 'left' : 'right';
    ctx.fillText(scale.unit, wide ? 0 : frame.left - 7, frame.top + 14);
  }
  ctx.restore();
}

function paintTimes(ctx: CanvasRenderingContext2D, { frame, picture }: Plot): void {
  ctx.save();
  ctx.font = `11px ${picture.theme.font}`;
  ctx.fillStyle = picture.theme.muted;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'top';
  const pill = picture.crosshairMs === null ? null : xOf(frame, picture.crosshairMs);
  for (const tick of timeTicks(frame.startMs, frame.endMs, frame.right - frame.left)) {
    const x = xOf(frame, tick.ms);
    const half = ctx.measureText(tick.text).width / 2;
    if (x - half < frame.left - 8 || x + half > frame.right + 12) continue;
    if (pill !== null && Math.abs(x - pill) < half + 34) continue;
    ctx.fillText(tick.text, x, frame.bottom + 8);
  }
  ctx.restore();
}
