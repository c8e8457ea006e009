import { expect, test } from 'vitest';
import { combineBatteries, openBattery } from '../../../../src-main/collect/metrics/battery.ts';
import { machine, offered, refused } from '../../../support/machine.ts';

const folder = 'sys/class/power_supply/BAT0';

test('a battery that drains tells its charge and the time that is left; that of a mouse is passed over', async () => {
  const battery = await offered(openBattery, machine('workstation').environment);
  expect(await battery.at(0)).toEqual({ charge: 60, charging: 0, minutesLeft: 120 });
});

test('while it charges no time is left to tell', async () => {
  const one = machine('workstation');
  const battery = await offered(openBattery, one.environment);
  one.write(`${folder}/status`, 'Charging\n');
  one.write(`${folder}/capacity`, '61\n');
  expect(await battery.at(0)).toEqual({ charge: 61, charging: 1, minutesLeft: null });
});

test('a battery that counts ampere hours, with the current as a negative number, is read too', async () => {
  const one = machine('workstation');
  for (const name of ['energy_now', 'energy_full', 'power_now', 'capacity']) one.remove(`${folder}/${name}`);
  one.write(`${folder}/charge_now`, '1000000\n');
  one.write(`${folder}/charge_full`, '4000000\n');
  one.write(`${folder}/current_now`, '-500000\n');
  const battery = await offered(openBattery, one.environment);
  expect(await battery.at(0)).toEqual({ charge: 25, charging: 0, minutesLeft: 120 });
});

test('two batteries count as one', () => {
  const full = { capacity: 100, status: 'Full', now: 20, full: 20, drain: 0 };
  const half = { capacity: 50, status: 'Discharging', now: 30, full: 60, drain: 10 };
  expect(combineBatteries([full, half])).toEqual({ charge: 62.5, charging: 0, minutesLeft: 300 });
});

test('what the battery does not tell is null', () => {
  const silent = { capacity: null, status: 'Unknown', now: null, full: null, drain: null };
  expect(combineBatteries([silent])).toEqual({ charge: null, charging: null, minutesLeft: null });
});

test('a machine without one says so', async () => {
  expect(await refused(openBattery, machine('container').environment)).toMatch(
    /lists no battery under .*power_supply/u,
  );
});
