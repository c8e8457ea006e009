import { renderUnicodeCompact } from 'uqr';

/** Colours that no theme of a terminal turns round: phones do not read a QR code of light on dark. */
const paper = '\u001B[38;5;231;48;5;16m';
const reset = '\u001B[0m';

/** A QR code in lines of text. @param isTerminal whether colours are understood */
export function terminalQr(text: string, isTerminal: boolean): string {
  const lines = renderUnicodeCompact(text, { border: 2 }).split('\n');
  return lines.map((line) => (isTerminal ? `${paper}${line}${reset}` : line)).join('\n');
}
