import { expect, test } from 'vitest';
import { cursorOver } from '../../../../src-main/collect/linux/byte-cursor.ts';
import { instanceRows } from '../../../../src-main/collect/linux/instance-rows.ts';

function table() {
  const rows = instanceRows((name) => ({ name }));
  return (...names: string[]) => {
    rows.begin();
    const found = names.map((name) => {
      const cursor = cursorOver(name);
      return rows.find(cursor, 0, cursor.end);
    });
    rows.end();
    return found;
  };
}

test('a row keeps its state while it is there, in whatever order', () => {
  const read = table();
  const [eth, lo] = read('eth0', 'lo');
  expect(read('eth0', 'lo')).toEqual([eth, lo]);
  const [loAgain, docker, ethAgain] = read('lo', 'docker0', 'eth0');
  expect(loAgain).toBe(lo);
  expect(ethAgain).toBe(eth);
  expect(docker).toEqual({ name: 'docker0' });
});

test('a row that was away comes back without its old state', () => {
  const read = table();
  const [usb] = read('usb0');
  read('lo');
  const [, again] = read('lo', 'usb0');
  expect(again).toEqual(usb);
  expect(again).not.toBe(usb);
});

test('a name that begins like another is another', () => {
  const read = table();
  const [sda] = read('sda');
  const [sda1] = read('sda1');
  expect(sda1).not.toBe(sda);
  expect(sda1).toEqual({ name: 'sda1' });
});
