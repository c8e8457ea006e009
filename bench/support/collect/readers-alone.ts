import { staySmall } from '../../../src-main/stay-small.ts';

/**
 * Reads every metric once a second, processes every five, and does nothing with it; with V8 as the server sets it. Says
 * `ready` when it has begun.
 */

const hasStarted = staySmall();
const { systemClock } = await import('../../../src-main/clock.ts');
const { openCollector } = await import('../../../src-main/collect/collector.ts');
const { thisMachine } = await import('../../../src-main/collect/this-machine.ts');

const collector = await openCollector({
  environment: thisMachine({ commands: true, self: { viewers: () => 0 } }),
  clock: systemClock,
  everyMs: 1_000,
  report: (fault) => {
    process.stderr.write(`${fault.message}\n`);
  },
});
collector.start({
  onSample: () => undefined,
  onGap: () => undefined,
});
hasStarted();
process.stdout.write('ready\n');
