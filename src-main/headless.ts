#!/usr/bin/env node
import './node-modules.ts';
import './web-classes.ts';
import { staySmall } from './stay-small.ts';

/** Node's own modules first and the classes of the web, then V8's flags, and under these the rest. */
async function run(): Promise<void> {
  const hasStarted = staySmall();
  const { runCommand } = await import('./run-command.ts');
  await runCommand(process.argv.slice(2), hasStarted);
}

void run();
