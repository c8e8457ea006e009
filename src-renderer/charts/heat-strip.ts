import type { MetricBuffer } from '../state/model.ts';
import { isGap, isOverdue } from './gaps.ts';
import { hatch } from './hatch.ts';
import { firstAtOrAfter } from './nearest.ts';
import { channels, type ChartTheme } from './theme.ts';

/** What a heat strip shows. */
export interface HeatPicture {
  readonly buffer: MetricBuffer;
  /** Column per row, top to bottom. */
  readonly keys: readonly string[];
  /** Value of the brightest colour. */
  readonly max: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly periodMs: number;
  readonly theme: ChartTheme;
  readonly cutOff: boolean;
}

/** The rectangle that the strip fills, in CSS pixels. */
export interface HeatBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A stretch of the time axis with the index of the sample that fills it; -1 for a hole. */
export interface HeatColumn {
  readonly from: number;
  readonly to: number;
  readonly index: number;
}

const shades = 48;

/**
 * The columns of a strip in pixels. A sample tells of the time before it, so its column ends at its own time; several
 * samples on one pixel become one column. Samples without any value count as missing.
 */
export function heatColumns(picture: Omit<HeatPicture, 'max' | 'theme' | 'cutOff'>, box: HeatBox): HeatColumn[] {
  const { buffer, startMs, endMs, periodMs } = picture;
  const { t, start, end } = buffer;
  const rows = picture.keys.map((key) => buffer.columns.get(key));
  const isEmpty = (i: number): boolean => rows.every((values) => Number.isNaN(values?.[i] ?? Number.NaN));
  const perMs = (box.right - box.left) / (endMs - startMs);
  const columns: HeatColumn[] = [];
  const push = (from: number, to: number, index: number): void => {
    const left = Math.round(Math.max(from, box.left));
    const right = Math.round(Math.min(to, box.right));
    if (right > left) columns.push({ from: left, to: right, index });
  };
  const xAt = (ms: number): number => box.left + (ms - startMs) * perMs;
  let last = -1;
  // From one point left of the window, so that the first column reaches its edge.
  for (let i = Math.max(start, firstAtOrAfter(t, start, end, startMs) - 1); i < end; i += 1) {
    const ms = t[i] ?? Infinity;
    if (ms > endMs + 0.5) break;
    if (isEmpty(i)) continue;
    const before = t[last] ?? ms - periodMs;
    const missed = last >= 0 && (i - last > 1 || isGap(t, start, end, i, periodMs)) && isOverdue(before, ms, periodMs);
    if (missed) push(xAt(before), xAt(ms - periodMs), -1);
    push(xAt(missed ? ms - periodMs : before), xAt(ms), i);
    last = i;
  }
  const newest = t[last];
  if (newest !== undefined && isOverdue(newest, endMs, periodMs)) push(xAt(newest), box.right, -1);
  return columns;
}

/** Paints the rows; holes are hatched. */
export function paintHeat(ctx: CanvasRenderingContext2D, picture: HeatPicture, box: HeatBox): void {
  const ramp = rampOf(picture.theme, picture.cutOff);
  const rows = picture.keys.map((key) => picture.buffer.columns.get(key));
  const rowPx = (box.bottom - box.top) / Math.max(1, rows.length);
  const gap = rowPx >= 5 ? 1 : 0;
  for (const column of heatColumns(picture, box)) {
    if (column.index < 0) {
      hatch(ctx, column.from, box.top, column.to, box.bottom, picture.theme);
      continue;
    }
    for (const [row, values] of rows.entries()) {
      const value = values?.[column.index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const shade = Math.round((Math.min(Math.max(value, 0), picture.max) / picture.max) * (shades - 1));
      ctx.fillStyle = ramp[shade] ?? '';
      const top = Math.round(box.top + row * rowPx);
      const bottom = Math.round(box.top + (row + 1) * rowPx) - gap;
      ctx.fillRect(column.from, top, column.to - column.from, bottom - top);
    }
  }
}

/** Numbers of the rows that are named at the left: as many as do not touch. */
export function namedRows(rows: number, heightPx: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100].find((one) => (heightPx / rows) * one >= 16) ?? rows;
  return Array.from({ length: Math.ceil(rows / step) }, (_, index) => index * step);
}

const ramps = new WeakMap<ChartTheme, Map<boolean, readonly string[]>>();

function rampOf(theme: ChartTheme, cutOff: boolean): readonly string[] {
  const known = ramps.get(theme) ?? new Map<boolean, readonly string[]>();
  ramps.set(theme, known);
  const ready = known.get(cutOff);
  if (ready !== undefined) return ready;
  const stops = theme.heat.map(channels).map((one) => (cutOff ? grey(one) : one));
  const made = Array.from({ length: shades }, (_, shade) => {
    const position = (shade / (shades - 1)) * (stops.length - 1);
    const low = Math.min(Math.floor(position), stops.length - 2);
    const mixed = [0, 1, 2].map((channel) => {
      const from = stops[low]?.[channel] ?? 0;
      const to = stops[low + 1]?.[channel] ?? 0;
      return Math.round(from + (to - from) * (position - low));
    });
    return `rgb(${mixed.join(' ')})`;
  });
  known.set(cutOff, made);
  return made;
}

function grey([red, green, blue]: readonly [number, number, number]): readonly [number, number, number] {
  const light = 0.3 * red + 0.59 * green + 0.11 * blue;
  return [light, light, light];
}
