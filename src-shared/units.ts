import type { Unit } from './metrics/definition.ts';

/** A number as people read it: `{text: '18.6', unit: 'GiB'}`. `unit` is empty where there is none. */
export interface Written {
  readonly text: string;
  readonly unit: string;
}

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const decimal = ['B/s', 'kB/s', 'MB/s', 'GB/s', 'TB/s'];
const counts = ['', 'k', 'M', 'G'];

/** Three significant digits, without an exponent: 79.5, 806, 0.61, 0. */
export function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.005) return '0.00';
  if (size < 9.995) return value.toFixed(2);
  if (size < 99.95) return value.toFixed(1);
  return value.toFixed(0);
}

/** Steps up when the three digits would show 1000, so 1012 MiB is written 0.99 GiB. */
function step(value: number, base: number, suffixes: readonly string[]): Written {
  let scaled = value;
  let index = 0;
  while (Math.abs(scaled) >= 999.5 && index < suffixes.length - 1) {
    scaled /= base;
    index += 1;
  }
  const text = index === 0 ? (Number.isInteger(scaled) ? String(scaled) : threeDigits(scaled)) : threeDigits(scaled);
  return { text, unit: suffixes[index] ?? '' };
}

const writers: Record<Unit, (value: number) => Written> = {
  percent: (value) => ({ text: threeDigits(value), unit: '%' }),
  load: (value) => ({ text: threeDigits(value), unit: '' }),
  bytes: (value) => step(value, 1024, binary),
  bytesPerSecond: (value) => step(value, 1000, decimal),
  perSecond: (value) => {
    const { text, unit } = step(value, 1000, counts);
    return { text, unit: `${unit}/s` };
  },
  celsius: (value) => ({ text: threeDigits(value), unit: '°C' }),
  watts: (value) => ({ text: threeDigits(value), unit: 'W' }),
  count: (value) => step(value, 1000, counts),
  milliseconds: (value) => ({ text: threeDigits(value), unit: 'ms' }),
  minutes: (value) => {
    const whole = Math.round(value);
    if (whole < 60) return { text: String(whole), unit: 'min' };
    return { text: `${String(Math.floor(whole / 60))} h ${String(whole % 60)}`, unit: 'min' };
  },
};

/** Writes a value of a unit: three significant digits, binary steps for memory, decimal for rates. */
export function writeValue(value: number, unit: Unit): Written {
  return writers[unit](value);
}

/** The same as one text, with a space before the unit. */
export function writeText(value: number, unit: Unit): string {
  const written = writeValue(value, unit);
  return written.unit === '' ? written.text : `${written.text} ${written.unit}`;
}

/** One step of a unit that a whole axis is written in: `{divisor: 2 ** 30, unit: 'GiB', base: 1024}`. */
export interface AxisScale {
  /** What a value is divided by before it is written. */
  readonly divisor: number;
  readonly unit: string;
  /** Between one step and the next; 1 for units without steps. */
  readonly base: 1 | 1000 | 1024;
}

const ladders: Partial<Record<Unit, { readonly base: 1000 | 1024; readonly suffixes: readonly string[] }>> = {
  bytes: { base: 1024, suffixes: binary },
  bytesPerSecond: { base: 1000, suffixes: decimal },
  perSecond: { base: 1000, suffixes: counts.map((one) => `${one}/s`) },
  count: { base: 1000, suffixes: counts },
};

/** The step an axis is written in whose largest value is `top`. */
export function axisScale(top: number, unit: Unit): AxisScale {
  const ladder = ladders[unit];
  if (ladder === undefined) return { divisor: 1, unit: writers[unit](top).unit, base: 1 };
  let divisor = 1;
  let index = 0;
  while (Math.abs(top) / divisor >= 999.5 && index < ladder.suffixes.length - 1) {
    divisor *= ladder.base;
    index += 1;
  }
  return { divisor, unit: ladder.suffixes[index] ?? '', base: ladder.base };
}

/** A value on an axis, without its unit and without zeros that say nothing: 200, 31.2, 0.5. */
export function writeOnAxis(value: number, scale: AxisScale): string {
  const text = threeDigits(value / scale.divisor);
  return text.includes('.') ? text.replace(/\.?0+$/u, '') : text;
}
