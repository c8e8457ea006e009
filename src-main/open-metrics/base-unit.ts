import type { Unit } from '../../src-shared/metrics/definition.ts';

/** How scrapers get the numbers of a unit. */
export interface BaseUnit {
  /** The last word of a name; empty for numbers without a unit. */
  readonly word: string;
  /** A `rate` is added up over time and handed out as a counter: scrapers make rates of their own windows from it. */
  readonly kind: 'gauge' | 'rate';
  /** The number in the base unit. */
  convert(value: number): number;
}

const same = (value: number) => value;
const gauge = (word: string, convert = same): BaseUnit => ({ word, kind: 'gauge', convert });

/** 14.3 % is 0.143 of 1, and not 0.14300000000000002: what a division adds is cut off again. */
const divided = (by: number) => (value: number) => Number((value / by).toPrecision(12));

/** Prometheus takes base units only: seconds, bytes, shares of 1. */
export const baseUnits: Readonly<Record<Unit, BaseUnit>> = {
  percent: gauge('ratio', divided(100)),
  load: gauge(''),
  bytes: gauge('bytes'),
  bytesPerSecond: { word: 'bytes', kind: 'rate', convert: same },
  perSecond: { word: '', kind: 'rate', convert: same },
  celsius: gauge('celsius'),
  watts: gauge('watts'),
  count: gauge(''),
  milliseconds: gauge('seconds', divided(1_000)),
  minutes: gauge('seconds', (value) => value * 60),
};
