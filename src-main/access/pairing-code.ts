import { randomInt } from 'node:crypto';
import { codeAlphabet, codeLength } from '../../src-shared/protocol/sharing.ts';

/** A code that people type: 8 characters, about 39 random bits. */
export function createCode(): string {
  return Array.from({ length: codeLength }, () => codeAlphabet.charAt(randomInt(codeAlphabet.length))).join('');
}
