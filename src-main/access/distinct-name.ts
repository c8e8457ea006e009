/** What Lanpulse itself calls those who have no session, and so need no name. */
const ownWords = new Set(['this machine', 'the desktop window', 'lanpulse window']);

/** A device's name as others read it: one that people have named like the machine itself is told from it. */
export function distinctName(name: string): string {
  const words = name.normalize('NFKC').toLowerCase().split(/\s+/u).join(' ').trim();
  return ownWords.has(words) ? `a device named “${name}”` : name;
}
