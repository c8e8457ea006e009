import { codeAlphabet, codeLength } from '../../src-shared/protocol/sharing.ts';

/** What was typed or pasted, as a code. */
export interface TypedCode {
  /** Capitals and digits of a code, eight at most. */
  readonly code: string;
  /** Letters and digits that no code has, as a hint that something was misread; each once. */
  readonly foreign: string;
}

/** Reads a code out of what a person typed: any case, with or without dash and spaces, or the whole address of the QR. */
export function readTyped(text: string): TypedCode {
  const bare = /[#&]pair=([^&\s]*)/u.exec(text)?.[1] ?? text;
  const signs = Array.from(bare.toUpperCase()).filter((sign) => /[\p{L}\p{N}]/u.test(sign));
  const code = signs.filter((sign) => codeAlphabet.includes(sign)).join('');
  const foreign = new Set(signs.filter((sign) => !codeAlphabet.includes(sign)));
  return { code: code.slice(0, codeLength), foreign: [...foreign].join('') };
}

/** Says that what was typed cannot be in a code; `null` where nothing was amiss. */
export function foreignWords(foreign: string): string | null {
  if (foreign === '') return null;
  return `A code has no ${Array.from(foreign).join(', ')}: it leaves out 0, 1, I, L, O and U, which are easily mistaken.`;
}
