import { describe, expect, test } from 'vitest';
import { ageText } from '../../../src-renderer/cards/age-words.ts';
import { instanceColour } from '../../../src-renderer/cards/block-lines.ts';
import { fillTemplate } from '../../../src-renderer/cards/fill-template.ts';

describe('a template', () => {
  const known: Readonly<Record<string, string>> = { count: '412', running: '19' };
  const lookUp = (name: string): string | null => known[name] ?? null;

  test('is filled with what is known', () => {
    expect(fillTemplate('{count}, of which {running} running', lookUp)).toBe('412, of which 19 running');
  });

  test('is left out as a whole when something is unknown', () => {
    expect(fillTemplate('{count} of {threads}', lookUp)).toBeNull();
  });

  test('takes a value as text, never as another template', () => {
    expect(fillTemplate('{count}', () => '{running}')).toBe('{running}');
  });
});

test.each([
  [-5, '0 s'],
  [12_400, '12 s'],
  [59_700, '1 min'],
  [3_540_000, '59 min'],
  [7_300_000, '2 h'],
])('an age of %d ms is %s', (ms, text) => {
  expect(ageText(ms)).toBe(text);
});

test('the first instance has the colour of its series, and no colour comes twice before all were used', () => {
  const colours = Array.from({ length: 7 }, (_, index) => instanceColour('olive', index));
  expect(colours[0]).toBe('olive');
  expect(new Set(colours).size).toBe(7);
  expect(instanceColour('olive', 7)).toBe('olive');
});
