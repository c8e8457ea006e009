import type { Unit } from '../../src-shared/metrics/definition.ts';
import { axisScale, threeDigits, writeValue, type AxisScale, type Written } from '../../src-shared/units.ts';

/** The ends of a value axis, in the series' unit. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** How the ends of a value axis are found. */
export type RangeRule =
  | { readonly kind: 'fixed'; readonly min: number; readonly max: number }
  /** From 0 to a round number above the data, `floor` at the least. */
  | { readonly kind: 'round'; readonly floor?: number }
  /** The same round number above and below zero. */
  | { readonly kind: 'symmetric' };

const roundTops = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];
const roundSteps = [1, 2, 2.5, 5, 10];

/** Below this the axis does not go, or a quiet series would fill the chart with noise. */
const smallestTop: Record<Unit, number> = {
  percent: 1,
  load: 1,
  bytes: 1024,
  bytesPerSecond: 1000,
  perSecond: 10,
  celsius: 10,
  watts: 1,
  count: 4,
  milliseconds: 1,
  minutes: 1,
};

/** The ends for data whose largest value is `max`; `current` are the ends of the last drawing. */
export function nextRange(rule: RangeRule, current: ValueRange | null, max: number, unit: Unit): ValueRange {
  if (rule.kind === 'fixed') return rule;
  const floor = rule.kind === 'round' ? (rule.floor ?? 0) : 0;
  const top = nextTop(current?.max ?? null, Math.max(max, floor / 1.05), unit);
  return { min: rule.kind === 'symmetric' ? -top : 0, max: top };
}

/** A range that reaches a value as well, by the next round number above it. */
export function reaching(range: ValueRange, value: number, unit: Unit): ValueRange {
  if (value <= range.max) return range;
  const top = roundTop(value, unit);
  return { min: range.min < 0 ? -top : range.min, max: top };
}

/** The lowest round number that leaves a little room above `max`: 176 → 200; binary units in powers of two. */
export function roundTop(max: number, unit: Unit): number {
  const wanted = Math.max(max * 1.04, smallestTop[unit]);
  const scale = axisScale(wanted, unit);
  if (scale.base === 1024) return scale.divisor * 2 ** Math.ceil(Math.log2(wanted / scale.divisor));
  const power = 10 ** Math.floor(Math.log10(wanted));
  // The tolerance keeps 0.1 * 3 from counting as more than 0.3.
  const factor = roundTops.find((one) => one * power >= wanted * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/**
 * The upper end for a window whose largest value is `max`. It follows upwards at once and downwards only when the data
 * needs little more than half of it, so that it stands still from second to second.
 */
export function nextTop(current: number | null, max: number, unit: Unit): number {
  const wanted = roundTop(max, unit);
  if (current === null || wanted > current || wanted <= current * 0.6) return wanted;
  return current;
}

/**
 * Values to draw a grid line at, lowest first: even steps that divide the range, at least `minGapPx` apart. Where no
 * round step divides it (a machine with 31.2 GiB), the steps end below and the end itself is the last. A symmetric range
 * always has its zero line, its ends and the halves.
 */
export function valueTicks(range: ValueRange, unit: Unit, heightPx: number, minGapPx = 40): number[] {
  const span = range.max - range.min;
  if (!(span > 0) || !(heightPx > 0)) return [];
  if (range.min === -range.max) return stepped(range, span / 4);
  const most = Math.max(2, Math.floor(heightPx / minGapPx));
  const round = candidates(span, unit);
  const dividing = round.find((step) => span / step <= most + 1e-9 && divides(span, step) && span / step >= 2 - 1e-9);
  if (dividing !== undefined) return stepped(range, dividing);
  const part = [4, 2].map((parts) => span / parts).find((step) => span / step <= most && isShort(step, unit));
  if (part !== undefined) return stepped(range, part);
  const step = round.find((one) => span / one <= most) ?? span;
  const ticks = stepped(range, step).filter((tick) => tick <= range.max - step * 0.5);
  return [...ticks, range.max];
}

/** True when a step can be written with two digits, so that all labels are short; binary units keep powers of two. */
function isShort(step: number, unit: Unit): boolean {
  const { base, divisor } = axisScale(step, unit);
  if (base === 1024) return false;
  const scaled = step / divisor;
  return Math.abs(Number(scaled.toPrecision(2)) - scaled) < 1e-9 * scaled;
}

function candidates(span: number, unit: Unit): number[] {
  const scale = axisScale(span, unit);
  if (scale.base === 1024) {
    const power = Math.floor(Math.log2(span / scale.divisor)) - 5;
    return Array.from({ length: 7 }, (_, index) => scale.divisor * 2 ** (power + index));
  }
  const power = 10 ** (Math.floor(Math.log10(span)) - 1);
  return [power, power * 10].flatMap((one) => roundSteps.map((step) => step * one));
}

function divides(span: number, step: number): boolean {
  const count = span / step;
  return Math.abs(count - Math.round(count)) < 1e-6;
}

function stepped(range: ValueRange, step: number): number[] {
  const count = Math.floor((range.max - range.min) / step + 1e-6);
  return Array.from({ length: count + 1 }, (_, index) => range.min + index * step);
}

/**
 * A value beside its line, in the axis' step and without a unit; a rate or a size too small for that keeps its digits
 * and names its own: 4.09 kB/s beside an axis in MB/s.
 */
export function writeAtLine(value: number, scale: AxisScale, unit: Unit): Written {
  const scaled = value / scale.divisor;
  const small = scale.divisor > 1 && value !== 0 && Math.abs(scaled) < 0.0995;
  return small && unit !== 'count' ? writeValue(value, unit) : { text: threeDigits(scaled), unit: '' };
}

/** The same for the narrow room at the end of a line, where the axis tells the rest: 4.09k, 512B. */
export function writeAtEnd(value: number, scale: AxisScale, unit: Unit): string {
  const written = writeAtLine(value, scale, unit);
  return written.text + (/^[kKMGT]/u.exec(written.unit)?.[0] ?? /^(?:B|\/s)/u.exec(written.unit)?.[0] ?? '');
}
