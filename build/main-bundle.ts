import type { Plugin } from 'vite';

/**
 * What every start needs is part of the bundle: to look for each of some hundred files takes longer than to run them all.
 * What is asked for later, or is no JavaScript, stays in node_modules.
 */
export const bundled = [
  '@hono/node-server',
  'better-sse',
  'bowser',
  'commander',
  'hono',
  'ipaddr.js',
  'leven',
  'pino',
  'proxy-addr',
  'undici',
  'uqr',
  'valibot',
  'ws',
];

/**
 * Writes what no byte can hold as escapes. V8 keeps the text of a program for as long as it runs, and a single character
 * beyond Latin-1, be it in a string, makes that text twice as large. Done at the very end, because whatever prints the code
 * anew would undo it.
 */
export const inOneByte: Plugin = {
  name: 'in-one-byte',
  generateBundle(_options, files) {
    for (const file of Object.values(files)) {
      if (file.type === 'chunk') file.code = file.code.replace(/[\u0100-\uffff]/g, escaped);
    }
  },
};

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
