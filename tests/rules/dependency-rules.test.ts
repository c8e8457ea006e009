import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plants, soundTree } from './planted-tree.ts';

const project = join(import.meta.dirname, '..', '..');
const config = join(project, '.dependency-cruiser.cjs');
const tool = join(project, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

const reportSchema = v.object({
  summary: v.object({
    violations: v.array(
      v.object({ from: v.string(), to: v.string(), rule: v.object({ name: v.string(), severity: v.string() }) }),
    ),
  }),
});
const rulesSchema = v.object({ forbidden: v.array(v.object({ name: v.string(), severity: v.string() })) });

/** Writes a tree and returns what the tool finds in it. */
function violationsOf(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'lanpulse-rules-'));
  folders.push(root);
  const base = readFileSync(join(project, 'tsconfig.base.json'), 'utf8');
  for (const [path, text] of Object.entries({ ...files, 'tsconfig.base.json': base })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { stdout } = spawnSync(
    process.execPath,
    [tool, '--config', config, '--output-type', 'json', 'src-main', 'src-renderer', 'src-shared'],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  return v.parse(reportSchema, JSON.parse(stdout)).summary.violations;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('the arrows between the rooms', () => {
  let found: ReturnType<typeof violationsOf> = [];

  beforeAll(() => {
    const planted = plants.flatMap(({ from, source, also }) => Object.entries({ [from]: source, ...also }));
    found = violationsOf({ ...soundTree, ...Object.fromEntries(planted) });
  }, 60_000);

  test('allow what the architecture allows', { timeout: 60_000 }, () => {
    expect(violationsOf(soundTree)).toEqual([]);
  });

  test.each(plants)('$rule sees $from', ({ rule, from }) => {
    const hits = found.filter((violation) => violation.rule.name === rule && violation.from === from);
    expect(hits.map((violation) => violation.rule.severity)).toContain('error');
  });

  test('every rule is an error and has a planted violation', () => {
    const text = execFileSync(
      process.execPath,
      ['-e', `process.stdout.write(JSON.stringify(require(${JSON.stringify(config)})))`],
      { encoding: 'utf8' },
    );
    const rules = v.parse(rulesSchema, JSON.parse(text)).forbidden;
    expect(new Set(plants.map((plant) => plant.rule))).toEqual(new Set(rules.map((rule) => rule.name)));
    expect(new Set(rules.map((rule) => rule.severity))).toEqual(new Set(['error']));
  });
});
