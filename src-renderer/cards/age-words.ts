/** A duration in words of one unit: `12 s`, `3 min`, `2 h`. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${String(seconds)} s`;
  if (seconds < 3600) return `${String(Math.floor(seconds / 60))} min`;
  return `${String(Math.floor(seconds / 3600))} h`;
}
