import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { inProject } from '../../build/project.ts';
import { stillIcon } from '../../build/still-icons.ts';

const folder = inProject('node_modules', '@lucide', 'svelte', 'dist', 'icons');
const source = (name: string) => readFileSync(join(folder, name), 'utf8');

test('an icon is drawn by what the library says of it, and hidden from assistive technology', () => {
  const written = stillIcon(source('info.svelte'));
  expect(written).toContain('<circle cx="12" cy="12" r="10" /><path d="M12 16v-4" /><path d="M12 8h.01" /></svg>');
  expect(written).toContain('lucide-info');
  expect(written).toContain('aria-hidden="true"');
});

test('Svelte makes of it one piece of markup', () => {
  const { js, warnings } = compile(stillIcon(source('cpu.svelte')), { generate: 'client', filename: 'cpu.svelte' });
  expect(warnings).toEqual([]);
  expect(js.code.match(/from_svg\(/gu)).toHaveLength(1);
  expect(js.code).not.toContain('element(');
});

test('every icon of the library can be written so', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.svelte'));
  expect(names.length).toBeGreaterThan(1_000);
  for (const name of names)
    expect(stillIcon(source(name)), name).toMatch(/<svg [^]*<(?:path|circle|rect|line|polyline|polygon|ellipse) /u);
});
