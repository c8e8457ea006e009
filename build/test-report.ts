import { readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import * as v from 'valibot';

/** What a stage found. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, a line each: where only the end of the output is kept, it says what to look at. */
  readonly failures: readonly string[];
}

const reportSchema = v.object({
  numPassedTests: v.number(),
  numPendingTests: v.number(),
  numTodoTests: v.number(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      assertionResults: v.array(
        v.object({ status: v.string(), fullName: v.string(), failureMessages: v.optional(v.array(v.string()), []) }),
      ),
    }),
  ),
});

/**
 * Reads vitest's JSON report and removes it. A file that failed without a failed test (it could not be loaded, a hook
 * threw) counts as one failure, and so does a run that ended badly for any other reason.
 */
export function readCounts(reportFile: string, exitCode: number): Counts {
  const failure: Counts = { passed: 0, failed: 1, skipped: 0, failures: ['The tests did not run to their end.'] };
  let report: v.InferOutput<typeof reportSchema>;
  try {
    report = v.parse(reportSchema, JSON.parse(readFileSync(reportFile, 'utf8')));
  } catch (caught) {
    process.stdout.write(`No readable test report: ${String(caught)}\n`);
    return failure;
  }
  rmSync(reportFile);
  const failures = report.testResults.flatMap(({ name, status, assertionResults }) => {
    const failedTests = assertionResults.filter((one) => one.status === 'failed');
    const lines = failedTests.map((one) => failureLine(name, one.fullName, one.failureMessages[0] ?? ''));
    return lines.length === 0 && status === 'failed' ? [failureLine(name, 'as a whole', '')] : lines;
  });
  const failed = failures.length;
  const unexplained = exitCode !== 0 && failed === 0 ? 1 : 0;
  return {
    passed: report.numPassedTests,
    failed: failed + unexplained,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

/** File, test and the first line of what was said, as short as it can be found again by. */
function failureLine(file: string, test: string, message: string): string {
  const [said = ''] = message.split('\n');
  return `${basename(file)}: ${test}${said === '' ? '' : ` (${said.slice(0, 160)})`}`;
}
