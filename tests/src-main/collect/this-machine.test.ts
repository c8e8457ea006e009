import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { metricIds, metrics } from '../../../src-shared/metrics/registry.ts';
import { systemClock } from '../../../src-main/clock.ts';
import { openCollector } from '../../../src-main/collect/collector.ts';
import type { Sample } from '../../../src-main/collect/sample.ts';

const collectorFile = fileURLToPath(new URL('../../../src-main/collect/collector.ts', import.meta.url));

const environment = {
  platform: process.platform,
  procRoot: '/proc',
  sysRoot: '/sys',
  passwdFile: '/etc/passwd',
  commands: true,
  self: { viewers: () => 0 },
};

describe('on this machine', () => {
  test('every metric is read in the form that its definition promises, or has a reason', async () => {
    const samples: Sample[] = [];
    const collector = await openCollector({
      environment,
      clock: systemClock,
      everyMs: 100,
      report: (fault) => {
        throw fault;
      },
    });
    await new Promise<void>((resolve) => {
      collector.start({
        onGap: () => undefined,
        onSample: (sample) => {
          if (samples.push(sample) === 5) resolve();
        },
      });
    });
    await collector.stop();

    const known = [...collector.supported, ...collector.unsupported.map((one) => one.metric)];
    expect(known.sort()).toEqual([...metricIds].sort());
    const [first] = samples;
    for (const id of collector.supported) {
      expect(v.is(metrics[id].schema, first?.values[id]), id).toBe(true);
    }
    expect(samples.slice(1).every(({ t }) => t % 100 === 0)).toBe(true);
    expect(first?.values.cpu?.total).toBeTypeOf('number');
  });

  test.runIf(process.platform === 'linux')('a server on Linux never loads systeminformation', async () => {
    const script = `
      import { createRequire } from 'node:module';
      import { openCollector } from ${JSON.stringify(collectorFile)};
      const clock = { wallMs: Date.now, monotonicMs: () => performance.now(), after: () => () => {} };
      const environment = { platform: 'linux', procRoot: '/proc', sysRoot: '/none', passwdFile: '/etc/passwd', commands: true, self: { viewers: () => 0 } };
      const collector = await openCollector({ environment, clock, everyMs: 1000, report: () => {} });
      collector.start({ onSample() {}, onGap() {} });
      await collector.stop();
      const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('/systeminformation/'));
      console.log(collector.supported.length, loaded.length);
    `;
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    const [supported, loaded] = stdout.trim().split(' ').map(Number);
    expect(supported).toBeGreaterThan(5);
    expect(loaded).toBe(0);
  });
});
