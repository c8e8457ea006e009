import { closestMatch } from 'leven';

/** Known names that are not what was written, but nearly: more than this many letters apart they are another word. */
const mostEdits = 3;

/** The known name that a mistyped one was most likely meant to be; `null` where none is near. */
export function nearestName(written: string, known: readonly string[]): string | null {
  const byLowerCase = new Map(known.map((name) => [name.toLowerCase(), name]));
  // Of a short word half would be another one.
  const maxDistance = Math.min(mostEdits, Math.floor(written.length / 2));
  const near = closestMatch(written.toLowerCase(), [...byLowerCase.keys()], { maxDistance });
  return near === undefined ? null : (byLowerCase.get(near) ?? null);
}
