import { expect, test } from 'vitest';
import { authorOf } from '../../../src-main/control/author.ts';

const by = (owner: string, name: string | null) => authorOf({ role: 'operator', owner, sessionId: name, name });

test('an author is called what people call the device, or what it is', () => {
  expect([by('loopback', null), by('window', null), by('session:x', 'Kitchen tablet')]).toEqual([
    'this machine',
    'the desktop window',
    'Kitchen tablet',
  ]);
});

test.each(['this machine', 'This  machine', 'THE DESKTOP WINDOW', 'ｔｈｉｓ machine', 'Lanpulse window'])(
  'a device that somebody has named %j is not taken for the machine itself',
  (name) => {
    expect(by('session:x', name)).toBe(`a device named “${name}”`);
  },
);
