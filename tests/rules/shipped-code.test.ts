import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { inProject } from '../../build/project.ts';

const packageSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    dependencies: v.record(v.string(), v.string()),
    devDependencies: v.record(v.string(), v.string()),
  }),
);
const lockSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    packages: v.record(v.string(), v.object({ version: v.optional(v.string()), integrity: v.optional(v.string()) })),
  }),
);

/** Sources that ship, with what stands in them. */
const sources = execFileSync('git', ['ls-files', 'src-main', 'src-renderer', 'src-shared', 'build', 'resources'], {
  cwd: inProject(),
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(?:ts|svelte|ya?ml|plist|service|sh|cjs|js)$/u.test(file))
  .map((file) => ({ file, text: readFileSync(inProject(file), 'utf8') }));

const filesWith = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

test('every package is pinned to one version, and to its content', () => {
  const { dependencies, devDependencies } = v.parse(packageSchema, readFileSync(inProject('package.json'), 'utf8'));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/u)]);
  }
  const { packages } = v.parse(lockSchema, readFileSync(inProject('package-lock.json'), 'utf8'));
  const loose = Object.entries(packages).filter(([path, { integrity }]) => path !== '' && integrity === undefined);
  // A copy inside another package's tarball has no content of its own.
  expect(loose.map(([path]) => path).filter((path) => path.split('node_modules/').length === 2)).toEqual([]);
});

test('nothing asks to run as somebody else, or with more rights', () => {
  expect(sources.length).toBeGreaterThan(300);
  expect(
    filesWith(/\b(?:setuid|seteuid|setgid|pkexec|sudo|runas)\b|requireAdministrator|highestAvailable|chmod\W+[24]7/u),
  ).toEqual([]);
});

test('what the server sends becomes neither options of a chart nor markup', () => {
  expect(filesWith(/\{@html|innerHTML\s*=|insertAdjacentHTML|document\.write|new Function\(|\beval\(/u)).toEqual([]);
  // Charts begin with fixed options, and take numbers afterwards.
  const merging = sources.filter(({ text }) => /Object\.assign\([^)]*\.options|options:\s*\{\s*\.\.\./u.test(text));
  expect(merging.map(({ file }) => file)).toEqual([]);
});
