import { describe, expect, test } from 'vitest';
import { overviewAddress, readView, seriesOf, writeView } from '../../../src-renderer/state/view-address.ts';

describe('the view in the address', () => {
  test.each([
    ['?view=cpu.total', { metric: 'cpu', field: 'total', instances: [] }],
    ['?view=network.received@eth0', { metric: 'network', field: 'received', instances: ['eth0'] }],
    ['?view=disk.read@sda,disk.read@sdb', { metric: 'disk', field: 'read', instances: ['sda', 'sdb'] }],
    ['?view=filesystem.usedShare@/home', { metric: 'filesystem', field: 'usedShare', instances: ['/home'] }],
    ['?view=network.received@a\\,b', { metric: 'network', field: 'received', instances: ['a,b'] }],
  ])('%s is read, and written the same', (search, detail) => {
    expect(readView(search).detail).toEqual(detail);
    expect(decodeURIComponent(writeView('', { ...overviewAddress, detail: readView(search).detail }))).toBe(search);
  });

  test.each(['', '?view=', '?view=cpu', '?view=cpu.nothing', '?view=toString.total', '?view=cpu.total@0'])(
    '%s shows the overview',
    (search) => {
      expect(readView(search)).toEqual(overviewAddress);
    },
  );

  test('an instance of another series is passed over, and nine are too many', () => {
    expect(readView('?view=disk.read@sda,disk.written@sdb').detail?.instances).toEqual(['sda']);
    const nine = Array.from({ length: 9 }, (_, core) => `cpu.cores@${String(core)}`).join(',');
    expect(readView(`?view=${nine}`).detail?.instances).toHaveLength(7);
  });

  test('a series without a chosen instance stands for all', () => {
    const { detail } = readView('?view=disk.read');
    expect(detail === null ? null : seriesOf(detail)).toEqual(['disk.read']);
  });

  test('comparison and moment belong to a chart, and others keep their parameters', () => {
    const read = readView('?view=cpu.total&compare=week&at=1700000000000');
    expect(read).toMatchObject({ compare: 'week', atMs: 1_700_000_000_000 });
    expect(readView('?compare=week&at=1700000000000')).toEqual(overviewAddress);
    expect(readView('?view=cpu.total&compare=month&at=soon')).toMatchObject({ compare: null, atMs: null });
    const search = '?theme=dark&view=cpu.total&compare=week&at=17';
    expect(writeView(search, overviewAddress)).toBe('?theme=dark');
  });
});
