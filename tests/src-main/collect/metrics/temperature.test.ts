import { expect, test } from 'vitest';
import { openTemperature } from '../../../../src-main/collect/metrics/temperature.ts';
import { machine, offered, refused } from '../../../support/machine.ts';

test('sensors are named after chip and label, each name once, and told in degrees', async () => {
  const temperature = await offered(openTemperature, machine('workstation').environment);
  expect(await temperature.at(0)).toEqual({
    'acpitz 1': 27.8,
    'nvme Composite': 41.9,
    'nvme Composite 2': 38.9,
    'coretemp Package id 0': 55,
    'coretemp Core 0': 53,
    'coretemp Core 8': 54,
    // A free line that tells -128 degrees.
    'nct6775 1': null,
    'outside 1': -7.5,
  });
});

test('a sensor that goes to sleep is null, and comes back', async () => {
  const one = machine('workstation');
  const temperature = await offered(openTemperature, one.environment);
  const path = 'sys/class/hwmon/hwmon0/temp1_input';
  await temperature.at(0);
  one.write(path, '');
  expect(await temperature.at(1000)).toMatchObject({ 'acpitz 1': null, 'coretemp Core 0': 53 });
  one.write(path, '30000\n');
  expect(await temperature.at(2000)).toMatchObject({ 'acpitz 1': 30 });
});

test('a machine without hwmon tells its thermal zones', async () => {
  const temperature = await offered(openTemperature, machine('board').environment);
  expect(await temperature.at(0)).toEqual({ 'cpu-thermal': 48.3 });
});

test('a machine without sensors says so', async () => {
  expect(await refused(openTemperature, machine('container').environment)).toMatch(/no temperature sensor/u);
});
