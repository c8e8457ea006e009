import { join } from 'node:path';
import { listFolder, readInteger, readText } from './probe.ts';

/** One battery as the kernel tells it (Documentation/power/power_supply_class.rst); `null` for what it does not. */
export interface BatteryState {
  /** Percent, 0 to 100. */
  readonly capacity: number | null;
  readonly status: string | null;
  /** Charge now, when full, and drain, all in micro watt hours or all in micro ampere hours. */
  readonly now: number | null;
  readonly full: number | null;
  readonly drain: number | null;
}

/** Folders of the batteries that power this machine: not those of mice, keyboards and phones. */
export function findBatteries(sysRoot: string): string[] {
  const root = join(sysRoot, 'class', 'power_supply');
  return listFolder(root)
    .map((name) => join(root, name))
    .filter((folder) => readText(join(folder, 'type')) === 'Battery' && readText(join(folder, 'scope')) !== 'Device');
}

/** Reads a battery's folder. */
export function readBattery(folder: string): BatteryState {
  const energy = readInteger(join(folder, 'energy_now'));
  const [now, full, drain] =
    energy === null ? ['charge_now', 'charge_full', 'current_now'] : ['energy_now', 'energy_full', 'power_now'];
  const magnitude = readInteger(join(folder, drain));
  return {
    capacity: readInteger(join(folder, 'capacity')),
    status: readText(join(folder, 'status')),
    now: readInteger(join(folder, now)),
    full: readInteger(join(folder, full)),
    // Some drivers tell a discharge as a negative number.
    drain: magnitude === null ? null : Math.abs(magnitude),
  };
}
