#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { Fault, toFault } from '../src-shared/fault.ts';
import { readCommandLine } from './config/command-line.ts';
import { loadConfig } from './config/load-config.ts';
import { openLog } from './log.ts';
import { startMonitor, type Monitor } from './monitor.ts';

/** Longest time a shutdown may take before the process ends all the same, ms. */
const shutdownMs = 1_800;

/** Fulfils at the first signal. Asked before the start, so that a signal in its middle ends it cleanly too. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      resolve();
    };
    // For good, not once: a terminal and npm both send Ctrl+C, and the second must not cut the shutdown short.
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}

async function serve(monitor: Monitor, asked: Promise<void>): Promise<void> {
  process.stdout.write(`Lanpulse listening on ${monitor.url}\n`);
  await asked;
  // A part that hangs must not keep the process: what matters was written before.
  setTimeout(() => process.exit(0), shutdownMs).unref();
  await monitor.stop();
  process.exit(0);
}

function fail(caught: unknown): never {
  const fault = toFault(caught, 'start_failed', 'Lanpulse could not start.');
  const detail = caught instanceof Fault || !(caught instanceof Error) ? '' : ` ${caught.message}`;
  process.stderr.write(`lanpulse: ${fault.message}${detail}\n`);
  process.exit(fault.code === 'bad_option' ? 2 : 1);
}

try {
  const request = readCommandLine(process.argv.slice(2));
  if (request.kind === 'text') {
    process.stdout.write(request.text);
  } else {
    const config = loadConfig(request.args, process.env, process.platform);
    const pageRoot = fileURLToPath(new URL('../renderer', import.meta.url));
    const asked = stopAsked();
    await serve(await startMonitor(config, { log: openLog(config.logLevel), pageRoot }), asked);
  }
} catch (caught) {
  fail(caught);
}
