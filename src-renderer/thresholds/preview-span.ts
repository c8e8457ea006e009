const hourMs = 3_600_000;

/** How far back a preview can look. */
export const previewSpans = [
  { ms: 24 * hourMs, label: '24 h' },
  { ms: 7 * 24 * hourMs, label: '7 d' },
] as const;

/** One of {@link previewSpans}, ms. */
export type PreviewSpanMs = (typeof previewSpans)[number]['ms'];

const key = 'lanpulse.preview';
const [usual] = previewSpans;

/** Remembers the choice, in this browser. */
export function keepPreviewSpan(ms: PreviewSpanMs): void {
  try {
    localStorage.setItem(key, String(ms));
  } catch {
    // A browser that keeps nothing begins with the shorter one each time.
  }
}

/** The choice that was made last; a day where none is known. */
export function readPreviewSpan(): PreviewSpanMs {
  try {
    const kept = localStorage.getItem(key);
    return previewSpans.find(({ ms }) => String(ms) === kept)?.ms ?? usual.ms;
  } catch {
    // As above: nothing is kept.
    return usual.ms;
  }
}
