/** Pairs of hex digits in a line: as many as fit a phone. */
const pairsPerLine = 8;

/** A fingerprint in pieces that can be compared one after the other: `AB:CD:…`, eight bytes each. */
export function fingerprintLines(fingerprint: string): readonly string[] {
  const pairs = fingerprint.split(':');
  return Array.from({ length: Math.ceil(pairs.length / pairsPerLine) }, (_, line) =>
    pairs
      .slice(line * pairsPerLine, (line + 1) * pairsPerLine)
      .map((pair, at) => (line * pairsPerLine + at === pairs.length - 1 ? pair : `${pair}:`))
      .join(''),
  );
}

/** Until when a certificate is good, as a date. */
export function validWords(untilMs: number): string {
  const date = new Date(untilMs).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
  return `valid until ${date}, renewed by itself before that`;
}
