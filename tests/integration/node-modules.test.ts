import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProject } from '../../build/project.ts';

const folder = inProject('out', 'main');

/** Modules of Node's that a built file loads with its first line. */
function loaded(file: string): readonly string[] {
  const code = readFileSync(join(folder, file), 'utf8');
  return [...code.matchAll(/^(?:(?:let|var|const) \w+ = )?require\("(?<name>node:[\w/]+)"\);$/gmu)].map(
    ({ groups }) => groups?.name ?? '',
  );
}

/** They come with others. */
const implied = ['node:diagnostics_channel', 'node:fs', 'node:http', 'node:timers'];

test('a headless server loads what it needs of Node before it changes the settings of V8, under which that takes longer', () => {
  const rest = readdirSync(folder).filter((name) => /^(?:server|run-command|command-line)-[^.]+\.cjs$/u.test(name));
  expect(rest).toHaveLength(3);
  const before = loaded('headless.cjs');
  expect(before.length).toBeGreaterThan(10);
  const late = rest.flatMap(loaded).filter((name) => !before.includes(name) && !implied.includes(name));
  expect(late).toEqual([]);
});
