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

/** Tags by which a component shows icons, with their attributes. */
function shownIcons(component: string): readonly string[] {
  const names = [...component.matchAll(/import (?<name>\w+) from '@lucide\/svelte\/icons\//gu)].map(
    ({ groups }) => groups?.name ?? '',
  );
  if (names.length === 0) return [];
  return component.match(new RegExp(`<(?:${names.join('|')}|Icon)\\s[^>]*>`, 'gu')) ?? [];
}

test('the page asks nothing of its icons that they do not take', () => {
  const components = readdirSync(inProject('src-renderer'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.svelte'))
    .map((path) => readFileSync(inProject('src-renderer', path), 'utf8'));
  const asked = components.flatMap(shownIcons);
  expect(asked.length).toBeGreaterThan(100);
  const taken =
    /^<\w+(?:\s+(?:size|strokeWidth|class)=(?:\{[^}]*\}|"[^"]*")|\s+aria-hidden="true"|\s+\{size\})*\s*\/>$/u;
  expect(asked.filter((tag) => !taken.test(tag))).toEqual([]);
});
