import { describe, expect, onTestFinished, test } from 'vitest';
import * as v from 'valibot';
import { type MetricId, metricIds, metrics } from '../../../src-shared/metrics/registry.ts';
import { openPortableCpu } from '../../../src-main/collect/portable/cpu.ts';
import { readers } from '../../../src-main/collect/registry.ts';
import { machine } from '../../support/machine.ts';

const macOs = () => ({ ...machine('empty').environment, platform: 'darwin' as const });

/** systeminformation asks whatever system it runs on, so its answers here are real, whichever platform is named. */
describe.each(metricIds)('%s as macOS and Windows read it', (id: MetricId) => {
  test('has the form that the definition promises, or a reason why not', async () => {
    const opened = await readers[id](macOs());
    if ('unsupported' in opened) {
      expect(opened.unsupported).toMatch(/^[A-Z].+\.$/u);
      return;
    }
    onTestFinished(() => {
      opened.close?.();
    });
    const first = await opened.read(0);
    const second = await opened.read(1000);
    for (const value of [first, second]) expect(v.is(metrics[id].schema, value), JSON.stringify(value)).toBe(true);
  });
});

test('the portable CPU shares come from the times of the cores; what the system does not count is null', async () => {
  const times = (user: number, idle: number) => ({ user, nice: 0, sys: 10, idle, irq: 0 });
  const readings = [[times(100, 100), times(100, 100)], [times(150, 150), times(100, 200)], [times(150, 150)]];
  const cpu = openPortableCpu(() => readings.shift() ?? []);
  expect(await cpu.read(0)).toMatchObject({ total: null, cores: [null, null] });
  expect(await cpu.read(1000)).toEqual({ total: 25, user: 25, system: 0, iowait: null, steal: null, cores: [50, 0] });
  expect(await cpu.read(2000)).toMatchObject({ total: null, cores: [null] });
});
