/** A figure that systeminformation may leave out, tell as text, or as -1 for "not known". */
export function knownNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** A figure of an answer that is typed as always there, but is null where the system tells nothing. */
export function knownFigure(answer: unknown, name: string): number {
  if (typeof answer !== 'object' || answer === null) return Number.NaN;
  const found = Object.entries(answer).find(([key]) => key === name);
  return knownNumber(found?.[1]) ?? Number.NaN;
}
