import { fileURLToPath } from 'node:url';
import { Fault, toFault } from '../src-shared/fault.ts';
import { readCommandLine } from './config/command-line.ts';
import { loadConfig, loadSettings } from './config/load-config.ts';
import { examine } from './console/doctor.ts';
import { pairInTerminal } from './console/pair.ts';
import { statusInTerminal } from './console/status.ts';
import { openLog } from './log.ts';
import type { Monitor } from './monitor-options.ts';
import { startMonitor } from './monitor.ts';

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

async function serve(monitor: Monitor, asked: Promise<void>, hasStarted: () => void): Promise<void> {
  if (monitor.localLink !== null) {
    process.stderr.write(
      `Open ${monitor.localLink} in a browser on this machine: it makes that browser an operator, once, within 10 minutes.\n`,
    );
  }
  process.stdout.write(`Lanpulse listening on ${monitor.url}\n`);
  hasStarted();
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

/**
 * Runs `lanpulse` with these arguments; ends the process where that fails, and at the end of a server.
 * @param hasStarted called when a server is ready
 */
export async function runCommand(args: readonly string[], hasStarted: () => void): Promise<void> {
  try {
    const request = readCommandLine(args);
    if (request.kind === 'text') {
      process.stdout.write(request.text);
    } else if (request.kind === 'pair') {
      const { dataDir } = loadConfig(request.args, process.env, process.platform);
      process.stdout.write(await pairInTerminal(dataDir, request.role, process.stdout.isTTY));
    } else if (request.kind === 'status') {
      const { dataDir } = loadConfig(request.args, process.env, process.platform);
      process.stdout.write(await statusInTerminal(dataDir));
    } else if (request.kind === 'doctor') {
      const { text, isWell } = await examine(loadConfig(request.args, process.env, process.platform));
      process.stdout.write(text);
      process.exitCode = isWell ? 0 : 1;
    } else {
      const settings = loadSettings(request.args, process.env, process.platform);
      const pageRoot = fileURLToPath(new URL('../renderer', import.meta.url));
      const asked = stopAsked();
      const options = { log: openLog(settings.config.logLevel), pageRoot };
      await serve(await startMonitor(settings, options), asked, hasStarted);
    }
  } catch (caught) {
    fail(caught);
  }
}
