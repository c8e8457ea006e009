import { systemClock } from '../../../src-main/clock.ts';
import { openCollector } from '../../../src-main/collect/collector.ts';
import { thisMachine } from '../../../src-main/collect/this-machine.ts';

/** Reads every metric once a second, processes every five, and does nothing with it. Says `ready` when it has begun. */
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
process.stdout.write('ready\n');
