import { expect, test } from 'vitest';
import { parseMounts } from '../../../../src-main/collect/linux/mounts.ts';
import { machine } from '../../../support/machine.ts';

const points = (name: 'workstation' | 'container') =>
  parseMounts(machine(name).text('proc/self/mounts')).map((mount) => mount.point);

test('a workstation shows its disks and shares, and no pseudo file system', () => {
  expect(points('workstation')).toEqual(['/', '/boot/efi', '/mnt/films', '/mnt/music', '/srv', '/tank']);
});

test('a container shows its overlay root, and the bind mounts of one device once', () => {
  expect(points('container')).toEqual(['/', '/data']);
});

test('escaped characters of a name are what they were', () => {
  const [mount] = parseMounts('/dev/sda1 /media/My\\040Disk\\134old\\011caf\u00e9 xfs rw 0 0\n');
  expect(mount?.point).toBe('/media/My Disk\\old\tcaf\u00e9');
});

test('what is mounted over another mount hides it', () => {
  const mounts = parseMounts('/dev/sda1 /data ext4 rw 0 0\n/dev/sdb1 /data xfs rw 0 0\n');
  expect(mounts).toEqual([{ source: '/dev/sdb1', point: '/data', type: 'xfs', remote: false }]);
});

test('shares and user-space file systems are the ones that may hang', () => {
  const remote = parseMounts(
    ['nas:/x /a nfs4', '//nas/y /b cifs', 'me@host:/ /c fuse.sshfs', '/dev/sda1 /d ext4', 'tank /e zfs'].join(
      ' rw 0 0\n',
    ),
  ).flatMap((mount) => (mount.remote ? [mount.point] : []));
  expect(remote).toEqual(['/a', '/b', '/c']);
});
