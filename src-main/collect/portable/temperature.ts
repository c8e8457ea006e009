import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { putInstance } from '../instances.ts';
import type { Reader, Unsupported } from '../reader.ts';
import { roundOrNull } from '../round.ts';
import { knownNumber } from './absent.ts';
import { borrowSystemInformation } from './system-information.ts';

/** macOS and Windows by systeminformation, asked once at start whether there is anything to read. */
export async function openPortableTemperature(platform: NodeJS.Platform): Promise<Reader<'temperature'> | Unsupported> {
  const { si, release } = await borrowSystemInformation(platform);
  const read = async (): Promise<MetricValue<'temperature'>> => {
    const told = await si.cpuTemperature();
    const value: MetricValue<'temperature'> = {};
    const main = knownNumber(told.main);
    if (main !== null) putInstance(value, 'CPU', roundOrNull(main, 1));
    told.cores.forEach((celsius, core) => {
      putInstance(value, `core ${String(core)}`, roundOrNull(knownNumber(celsius), 1));
    });
    return value;
  };
  if (Object.keys(await read()).length > 0) return { read, close: release };
  release();
  return {
    unsupported:
      platform === 'win32'
        ? 'Windows tells temperatures to administrators only, and not on every machine.'
        : 'This system tells its temperatures to no ordinary program.',
  };
}
