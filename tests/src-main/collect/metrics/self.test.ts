import { expect, test } from 'vitest';
import { openSelf } from '../../../../src-main/collect/metrics/self.ts';
import { machine, offered } from '../../../support/machine.ts';

const busyFor = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

test('tells the own CPU share, memory and viewers', async () => {
  const self = await offered(openSelf, machine('empty').environment);
  expect(await self.at(performance.now())).toMatchObject({ cpu: null, viewers: 3 });
  const before = process.cpuUsage();
  const start = performance.now();
  await self.at(start);
  busyFor(200);
  const end = performance.now();
  const { cpu, memory } = await self.at(end);
  const used = process.cpuUsage(before);
  expect(cpu).toBeGreaterThan(5);
  expect(Math.abs((cpu ?? 0) - (used.user + used.system) / 10 / (end - start))).toBeLessThan(10);
  expect(memory).toBeGreaterThan(20e6);
});
