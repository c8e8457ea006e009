/** Time that is left, as a clock that runs down: `4:42`, `0:07`. */
export function countdownWords(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
