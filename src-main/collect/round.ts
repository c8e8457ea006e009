/** Rounds to a number of decimals, so that the JSON of a sample stays short. */
export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

/** A share from 0 to 1 as percent with two decimals, held within 0 to 100; `null` stays. */
export function toPercent(share: number | null): number | null {
  if (share === null || !Number.isFinite(share)) return null;
  return round(Math.min(1, Math.max(0, share)) * 100, 2);
}

/** Rounds what may be absent; NaN and infinities count as absent. */
export function roundOrNull(value: number | null | undefined, decimals = 0): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : round(value, decimals);
}
