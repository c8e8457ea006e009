/**
 * Estimates the bytes of a value's JSON without writing it: exact for structure and ASCII names, a flat figure for
 * numbers. The ring bounds itself with it, so that a sample nobody watches is never encoded.
 */
export function weighJson(value: unknown): number {
  if (typeof value === 'number') return numberBytes;
  if (typeof value === 'string') return value.length + 2;
  if (!isObject(value)) return literalBytes;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += weighJson(item) + 1;
    return bytes;
  }
  // Pairs of keys and values would be garbage, some hundred in each sample.
  for (const key of Object.keys(value)) bytes += key.length + 4 + weighJson(value[key]);
  return bytes;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Rates and shares have up to 17 digits, counts few: this is about the middle, and what V8 needs for a boxed double. */
const numberBytes = 12;
/** `null`, `true`, `false`. */
const literalBytes = 5;
