import { pathToFileURL } from 'node:url';
import { inProject } from './project.ts';

/**
 * Runs the built headless server in this process, as `lanpulse serve ...`: its line on stdout, its exit codes and its
 * signal handling are those of the launcher then. Resolves when it has begun.
 */
export async function serveHeadless(options: readonly string[]): Promise<void> {
  const program = inProject('out', 'main', 'headless.cjs');
  process.argv = [process.execPath, program, 'serve', ...options];
  await import(pathToFileURL(program).href);
}
