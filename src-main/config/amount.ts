import * as v from 'valibot';

const durationUnits: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  // With the leap day, so that two years hold two years wherever they begin.
  y: 366 * 86_400_000,
};

const sizeUnits: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** A duration as people write it, `90m`, `48h`, `14d` or `2y`, within bounds written alike; becomes ms. */
export function durationText(min: string, max: string) {
  return amount(`must be a duration such as 48h, 14d or 2y, from ${min} to ${max}`, readDuration, min, max);
}

/** A size as people write it, `500M`, `2G` or `2GiB`, within bounds written alike; becomes bytes. K is 1024. */
export function sizeText(min: string, max: string) {
  return amount(`must be a size such as 500M or 2G, from ${min} to ${max}`, readSize, min, max);
}

function amount(message: string, read: (text: string) => number, min: string, max: string) {
  return v.pipe(
    v.union([v.string(), v.pipe(v.number(), v.transform(String))], message),
    v.transform(read),
    v.number(message),
    v.minValue(read(min), message),
    v.maxValue(read(max), message),
  );
}

/** NaN for text that is none. */
function readDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?([smhdwy])$/u.exec(text.trim());
  return Math.round(Number(match?.[1]) * (durationUnits[match?.[2] ?? ''] ?? Number.NaN));
}

/** NaN for text that is none. */
function readSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?([KMGT]?)(?:i?B)?$/iu.exec(text.trim());
  return Math.round(Number(match?.[1]) * (sizeUnits[match?.[2]?.toUpperCase() ?? ''] ?? Number.NaN));
}

/** A duration as people write it: 172800000 becomes `48h`, 1209600000 `14d`. */
export function writeDuration(ms: number): string {
  return writeAmount(ms, ['y', 'd', 'h', 'm', 's'], durationUnits);
}

/** A size as people write it: 1536 MiB becomes `1536M`. */
export function writeSize(bytes: number): string {
  return writeAmount(bytes, ['T', 'G', 'M', 'K', ''], sizeUnits);
}

/** Few days are told in hours. */
const fewest: Readonly<Record<string, number>> = { d: 3 };

/** In the largest unit of which it is a whole number. */
function writeAmount(amount: number, largestFirst: readonly string[], units: Readonly<Record<string, number>>): string {
  const inUnit = (unit: string) => amount / (units[unit] ?? Number.NaN);
  const whole = largestFirst.find((unit) => Number.isInteger(inUnit(unit)) && inUnit(unit) >= (fewest[unit] ?? 1));
  const unit = whole ?? largestFirst.at(-1) ?? '';
  return `${String(inUnit(unit))}${unit}`;
}
