import { expect, test } from 'vitest';
import { openNetwork } from '../../../../src-main/collect/metrics/network.ts';
import { machine, offered, refused } from '../../../support/machine.ts';

const zero = { received: 0, sent: 0, packetsReceived: 0, packetsSent: 0, errors: 0 };

test('every interface is shown, loopback and names without a blank behind them included', async () => {
  const network = await offered(openNetwork, machine('workstation').environment);
  expect(Object.keys(await network.at(0))).toEqual(['lo', 'enp3s0', 'wlan0']);
});

test('rates are per second, errors are those of both directions', async () => {
  const one = machine('workstation');
  const network = await offered(openNetwork, one.environment);
  expect((await network.at(0)).enp3s0?.received).toBeNull();
  one.edit(
    'proc/net/dev',
    /enp3s0: 5000000000 4000000 {4}3 (.*) 900000000 2000000 {4}1/u,
    'enp3s0: 5000001000 4000005    5 $1 900004000 2000002    4',
  );
  const value = await network.at(2000);
  expect(value.enp3s0).toEqual({ received: 500, sent: 2000, packetsReceived: 2.5, packetsSent: 1, errors: 2.5 });
  expect(value.lo).toEqual(zero);
});

test('a driver that starts anew gives one reading without rates, never a negative or absurd one', async () => {
  const one = machine('workstation');
  const network = await offered(openNetwork, one.environment);
  await network.at(0);
  one.edit('proc/net/dev', '5000000000 4000000', '1000 10');
  expect((await network.at(1000)).enp3s0).toMatchObject({ received: null, packetsReceived: null, sent: 0 });
  one.edit('proc/net/dev', ' 1000 10', ' 3000 12');
  expect((await network.at(2000)).enp3s0).toMatchObject({ received: 2000, packetsReceived: 2 });
});

test('counters of 32 bits run over without a dent', async () => {
  const one = machine('board');
  const network = await offered(openNetwork, one.environment);
  await network.at(0);
  one.edit('proc/net/dev', '4294900000 4294967000', '32704 704');
  expect((await network.at(1000)).eth0).toMatchObject({ received: 100_000, packetsReceived: 1000 });
});

test('an interface that comes later has no rates in its first reading', async () => {
  const one = machine('workstation');
  const network = await offered(openNetwork, one.environment);
  await network.at(0);
  one.write('proc/net/dev', `${one.text('proc/net/dev')}veth1: 10 1 0 0 0 0 0 0 10 1 0 0 0 0 0 0\n`);
  expect((await network.at(1000)).veth1).toEqual({
    ...zero,
    received: null,
    sent: null,
    packetsReceived: null,
    packetsSent: null,
    errors: null,
  });
  expect((await network.at(2000)).veth1).toEqual(zero);
});

test('an interface called __proto__ does no harm', async () => {
  const one = machine('container');
  one.write('proc/net/dev', `${one.text('proc/net/dev')}__proto__: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n`);
  const network = await offered(openNetwork, one.environment);
  const value = await network.at(0);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(Object.keys(value)).toEqual(['lo', 'eth0']);
});

test('without the file the metric is unsupported, with the reason', async () => {
  expect(await refused(openNetwork, machine('empty').environment)).toMatch(/net\/dev/u);
});
