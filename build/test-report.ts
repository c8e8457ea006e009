import { readFileSync, rmSync } from 'node:fs';
import * as v from 'valibot';

/** What a stage found. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const reportSchema = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numPendingTests: v.number(),
  numTodoTests: v.number(),
  testResults: v.array(v.object({ status: v.string(), assertionResults: v.array(v.object({ status: v.string() })) })),
});

/**
 * Reads vitest's JSON report and removes it. A file that failed without a failed test (it could not be loaded, a hook
 * threw) counts as one failure, and so does a run that ended badly for any other reason.
 */
export function readCounts(reportFile: string, exitCode: number): Counts {
  const failure: Counts = { passed: 0, failed: 1, skipped: 0 };
  let report: v.InferOutput<typeof reportSchema>;
  try {
    report = v.parse(reportSchema, JSON.parse(readFileSync(reportFile, 'utf8')));
  } catch (caught) {
    process.stdout.write(`No readable test report: ${String(caught)}\n`);
    return failure;
  }
  rmSync(reportFile);
  const failedFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + failedFiles;
  const unexplained = exitCode !== 0 && failed === 0 ? 1 : 0;
  return {
    passed: report.numPassedTests,
    failed: failed + unexplained,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
