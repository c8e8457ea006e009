import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { inProject } from '../../build/project.ts';

const root = inProject('out', 'renderer');

/** Files that the page names, which a browser loads before it shows anything. */
function named(ending: string): readonly string[] {
  const html = readFileSync(join(root, 'index.html'), 'utf8');
  return [...html.matchAll(/(?:src|href)="\.\/(?<path>assets\/[^"]+)"/gu)]
    .map(({ groups }) => groups?.path ?? '')
    .filter((path) => path.endsWith(ending));
}

describe('the built page', () => {
  test('needs at most 180 kB of compressed JavaScript before it shows anything, in two pieces', () => {
    const files = named('.js');
    const bytes = files.map((path) => gzipSync(readFileSync(join(root, path)), { level: 9 }).byteLength);
    expect(files).toHaveLength(2);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(180_000);
    const imports = (path: string) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/\bfrom *["']\.\/(?<name>[^"']+)["']/gu)].map(
        ({ groups }) => `assets/${groups?.name ?? ''}`,
      );
    const [first = '', second = ''] = files;
    expect(imports(first)).toEqual([]);
    expect(imports(second)).toEqual([first]);
  });

  test.each([
    ['the large chart', 'data-detail-title'],
    ['what menus open in', 'data-bits-floating-content-wrapper'],
  ])('loads %s when somebody asks for it', (_part, sign) => {
    const all = readdirSync(join(root, 'assets')).map((name) => `assets/${name}`);
    const having = all.filter((path) => path.endsWith('.js') && readFileSync(join(root, path), 'utf8').includes(sign));
    expect(having.length).toBe(1);
    expect(named('.js')).not.toContain(having[0]);
  });
});
