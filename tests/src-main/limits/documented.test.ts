import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { limitFlag } from '../../../src-main/config/limit-names.ts';
import { limitTable } from '../../../src-main/limits/limit-table.ts';
import { limitNames } from '../../../src-shared/protocol/server-limits.ts';

const rows = readFileSync(new URL('../../../docs/limits.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `--'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('the notes on limits list each one as it is', () => {
  const listed = rows.map(([, option, most, range]) => [option, most, range]);
  const real = limitNames.map((name) => {
    const { default: most, min, max, sparesLoopback } = limitTable[name];
    return [`\`${limitFlag(name)}\``, sparesLoopback ? String.raw`${most} \*` : most, `${min} - ${max}`];
  });
  expect(listed).toEqual(real);
});
