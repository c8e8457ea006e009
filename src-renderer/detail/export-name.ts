const stamp = (ms: number): string => {
  const two = (value: number) => String(value).padStart(2, '0');
  const at = new Date(ms);
  const date = `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}-${two(at.getHours())}${two(at.getMinutes())}`;
};

/** Name of a saved file, `workshop_CPU-average_2026-11-20-1432_2026-11-21-1432.csv`; local time, no sign a disk refuses. */
export function exportName(host: string, title: string, startMs: number, endMs: number, ending: 'csv' | 'png'): string {
  const plain = (text: string) =>
    text
      .replaceAll(/[^\p{L}\p{N}.]+/gu, '-')
      .replaceAll(/^[-.]+|[-.]+$/gu, '')
      .slice(0, 60);
  const parts = [plain(host), plain(title), stamp(startMs), stamp(endMs)].filter((part) => part !== '');
  return `${parts.join('_')}.${ending}`;
}
