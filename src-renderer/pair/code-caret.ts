import { readTyped } from './typed-code.ts';

/**
 * Where the caret belongs once a field holds only its code: behind as many characters of the code as were before it.
 * @param text what the field held
 * @param caret where the caret was in it
 */
export function caretAfter(text: string, caret: number): number {
  return readTyped(text.slice(0, caret)).code.length;
}
