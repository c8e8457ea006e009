import { maskSecrets } from './mask-secrets.ts';

/** Most characters of a command that are shown. */
const mostCharacters = 160;
const tooLong = new RegExp(`^(.{${String(mostCharacters - 1)}}).{2,}$`, 'su');
/** Characters that are looked at: masks shorten, and what is masked costs time that any process could take from us. */
const looksAt = 600;

/** Line breaks, tabs and the like, which become blanks. */
const control = /[\p{Cc}\u2028\u2029]+/gu;
/** Marks that nobody sees, and those that make text read in another order than it is written. */
const invisible = /\p{Cf}/gu;

/**
 * A command line as everybody may see it: in one line, without secrets, 160 characters at the most.
 * @param args the arguments, the program first; or one text that holds all of them
 * @returns `undefined` where nothing is left
 */
export function shownCommand(args: readonly string[]): string | undefined {
  const clean: string[] = [];
  let left = looksAt;
  for (const arg of args) {
    if (left <= 0) break;
    const whole = arg.replace(control, ' ').replace(invisible, '').trim();
    // A word that was cut could be the half of a secret whose other half says so.
    clean.push(whole.length <= left ? whole : whole.slice(0, left).replace(/\S+$/u, '…'));
    left -= whole.length + 1;
  }
  const masked = maskSecrets(clean).replace(/ {2,}/gu, ' ').trim();
  const text = masked.replace(tooLong, '$1…');
  return text === '' ? undefined : text;
}
