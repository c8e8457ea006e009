import { mkdirSync } from 'node:fs';
import { inProject, say } from './project.ts';
import { runProgram } from './run-program.ts';
import { readCounts, type Counts } from './test-report.ts';

/**
 * Runs every check there is, to the end, and prints what failed. `npm test -- lint unit` runs some of them.
 * The last line is `N passed, N failed`: each test counts, and each static check counts as one.
 */

interface Stage {
  readonly name: string;
  /** Arguments of `npm`, for a check; vitest's projects, for tests. */
  readonly script?: string;
  readonly projects?: readonly string[];
  readonly needsBuild?: true;
}

const stages: readonly Stage[] = [
  { name: 'format', script: 'format:check' },
  { name: 'lint', script: 'lint' },
  { name: 'types', script: 'types' },
  { name: 'deps', script: 'deps' },
  { name: 'unused', script: 'unused' },
  { name: 'build', script: 'build' },
  { name: 'unit', projects: ['unit', 'page'] },
  { name: 'integration', projects: ['integration'], needsBuild: true },
  { name: 'e2e', projects: ['e2e'], needsBuild: true },
];

const reports = inProject('test-results');

async function runCheck(script: string): Promise<Counts> {
  const { code } = await runProgram('npm', ['run', '--silent', script], { stdout: 'stdout' });
  const failed = code === 0 ? 0 : 1;
  return { passed: 1 - failed, failed, skipped: 0, failures: [] };
}

async function runTests(name: string, projects: readonly string[]): Promise<Counts> {
  const report = `${reports}/${name}.json`;
  const { code } = await runProgram(
    process.execPath,
    [
      inProject('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { stdout: 'stdout' },
  );
  return readCounts(report, code);
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  say(`Unknown stage ${unknown.join(', ')}; there are ${stages.map((stage) => stage.name).join(', ')}.`);
  process.exit(2);
}

mkdirSync(reports, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
const summary: string[] = [];
let built = true;
for (const stage of stages) {
  if (wanted.length > 0 && !wanted.includes(stage.name)) continue;
  process.stdout.write(`\n=== ${stage.name} ===\n`);
  const startedMs = performance.now();
  let counts: Counts = { passed: 0, failed: 1, skipped: 0, failures: [] };
  if (stage.needsBuild === true && !built) process.stdout.write('Not run, because the build failed.\n');
  else if (stage.projects !== undefined) counts = await runTests(stage.name, stage.projects);
  else if (stage.script !== undefined) counts = await runCheck(stage.script);
  if (stage.name === 'build') built = counts.failed === 0;
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  failures.push(...counts.failures);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const mark = counts.failed === 0 ? 'ok    ' : 'FAILED';
  summary.push(
    `${mark} ${stage.name.padEnd(12)} ${String(counts.passed)} passed, ${String(counts.failed)} failed, ` +
      `${String(counts.skipped)} skipped, ${seconds} s`,
  );
}

if (failures.length > 0) process.stdout.write(`\nFailed:\n${failures.join('\n')}\n`);
process.stdout.write(`\n${summary.join('\n')}\n`);
if (total.skipped > 0) process.stdout.write(`${String(total.skipped)} skipped\n`);
process.stdout.write(`${String(total.passed)} passed, ${String(total.failed)} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
