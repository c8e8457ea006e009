import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listFolder, readInteger } from './probe.ts';

/** Devices without a medium of their own: memory, image files, floppy and optical drives. */
const pseudo = /^(?:loop|ram|zram|fd|sr)\d/u;

/** What /sys/block tells about a device, asked once when it first appears. */
export interface BlockDevice {
  /** The device is a disk of its own; see {@link describeBlockDevice}. */
  readonly whole: boolean;
  /** It has a medium: a card reader without a card has size 0. */
  readonly hasMedium: boolean;
}

/**
 * Tells whole devices from what lies on them. A partition has no folder under /sys/block. A device that lists `slaves`
 * (device mapper, md, bcache) only passes its requests on to them, so counting it as well would count each byte twice.
 */
export function describeBlockDevice(sysRoot: string, name: string): BlockDevice {
  // The one character of device names that a file name cannot hold: cciss/c0d0 is cciss!c0d0.
  const folder = join(sysRoot, 'block', name.replaceAll('/', '!'));
  const whole = !pseudo.test(name) && existsSync(folder) && listFolder(join(folder, 'slaves')).length === 0;
  return { whole, hasMedium: readInteger(join(folder, 'size')) !== 0 };
}
