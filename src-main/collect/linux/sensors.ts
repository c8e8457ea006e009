import { join } from 'node:path';
import { uniqueName } from '../instances.ts';
import { listFolder, readText } from './probe.ts';

/** A file that holds thousandths of a degree Celsius, and a name for people. */
export interface SensorFile {
  readonly name: string;
  readonly path: string;
}

/**
 * The temperature sensors of the machine: those of hwmon (Documentation/hwmon/sysfs-interface.rst), else the thermal
 * zones. A sensor is named after its chip and its label, `coretemp Package id 0`, or its number where it has no label,
 * `acpitz 1`.
 */
export function findSensors(sysRoot: string): SensorFile[] {
  const sensors = hwmonSensors(join(sysRoot, 'class', 'hwmon'));
  return withUniqueNames(sensors.length > 0 ? sensors : thermalZones(join(sysRoot, 'class', 'thermal')));
}

function hwmonSensors(root: string): SensorFile[] {
  return listFolder(root).flatMap((entry) => {
    const chip = readText(join(root, entry, 'name')) ?? entry;
    return listFolder(join(root, entry)).flatMap((file) => {
      const number = /^temp(\d+)_input$/u.exec(file)?.[1];
      if (number === undefined) return [];
      const label = readText(join(root, entry, `temp${number}_label`));
      return [{ name: `${chip} ${label === null || label === '' ? number : label}`, path: join(root, entry, file) }];
    });
  });
}

function thermalZones(root: string): SensorFile[] {
  return listFolder(root)
    .filter((entry) => /^thermal_zone\d+$/u.test(entry))
    .map((entry) => ({ name: readText(join(root, entry, 'type')) ?? entry, path: join(root, entry, 'temp') }));
}

function withUniqueNames(sensors: readonly SensorFile[]): SensorFile[] {
  const taken = new Set<string>();
  return sensors.map(({ name, path }) => {
    const unique = uniqueName(name, taken);
    taken.add(unique);
    return { name: unique, path };
  });
}
