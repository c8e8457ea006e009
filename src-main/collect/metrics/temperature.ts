import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { putInstance } from '../instances.ts';
import { findSensors } from '../linux/sensors.ts';
import { sensorReader } from '../linux/sensor-reader.ts';
import { openPortableTemperature } from '../portable/temperature.ts';
import type { OpenReader } from '../reader.ts';

/** Linux: hwmon under `/sys/class`, else the thermal zones there; elsewhere systeminformation. */
export const openTemperature: OpenReader<'temperature'> = ({ platform, sysRoot }) => {
  if (platform !== 'linux') return openPortableTemperature(platform);
  const sensors = findSensors(sysRoot).map(sensorReader);
  if (sensors.length === 0) {
    return {
      unsupported: `The kernel lists no temperature sensor under ${sysRoot}/class/hwmon or ${sysRoot}/class/thermal, as is usual in virtual machines.`,
    };
  }
  return {
    read: () => {
      const value: MetricValue<'temperature'> = {};
      for (const sensor of sensors) putInstance(value, sensor.name, sensor.read());
      return value;
    },
    close: () => {
      for (const sensor of sensors) sensor.close();
    },
  };
};
