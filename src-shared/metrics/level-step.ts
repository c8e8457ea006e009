import type { SeriesDefinition, Unit } from './definition.ts';

/** What one step of a level is, in the unit; `null` where it depends on how large the level is. */
const unitSteps: Record<Unit, number | null> = {
  percent: 1,
  load: 0.1,
  bytes: null,
  bytesPerSecond: null,
  perSecond: 0.1,
  celsius: 1,
  watts: 1,
  count: 1,
  milliseconds: 1,
  minutes: 1,
};

/** Of a level without a fixed step one step is about so large a part. */
const partOfLevel = 0.01;

const roundSteps = [1, 2, 5, 10];

/** The step by which a level is moved: a round number, about a hundredth of the level where the unit has none. */
export function levelStep({ unit }: Pick<SeriesDefinition, 'unit'>, level: number): number {
  const fixed = unitSteps[unit];
  if (fixed !== null) return fixed;
  const wanted = Math.max(Math.abs(level) * partOfLevel, 1);
  if (unit === 'bytes') return 2 ** Math.floor(Math.log2(wanted));
  const power = 10 ** Math.floor(Math.log10(wanted));
  return (roundSteps.findLast((one) => one * power <= wanted * (1 + 1e-9)) ?? 1) * power;
}

/** The multiple of a step nearest to a value, without the dirt of binary fractions. */
export function roundToStep(value: number, step: number): number {
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Number((Math.round(value / step) * step).toFixed(digits));
}
