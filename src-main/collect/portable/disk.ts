import { ratePerSecond } from '../counter-rate.ts';
import type { Reader, Unsupported } from '../reader.ts';
import { roundOrNull } from '../round.ts';
import { knownFigure } from './absent.ts';
import { borrowSystemInformation } from './system-information.ts';

/** The one instance: these systems tell the sum over all devices. */
const everything = 'all disks';

/** Counters of 64 bits do not wrap, so no wrap is plausible. */
const noWrap = 0;

/** macOS by systeminformation: sums over all devices, without a busy share. Windows tells it no counters. */
export async function openPortableDisk(platform: NodeJS.Platform): Promise<Reader<'disk'> | Unsupported> {
  if (platform === 'win32') return { unsupported: 'Windows tells no disk counters without elevated rights.' };
  const { si, release } = await borrowSystemInformation(platform);
  let last = { read: Number.NaN, written: Number.NaN, reads: Number.NaN, writes: Number.NaN };
  let lastMs = Number.NaN;
  return {
    read: async (atMs) => {
      const [bytes, operations] = [await si.fsStats(), await si.disksIO()];
      const now = {
        read: knownFigure(bytes, 'rx'),
        written: knownFigure(bytes, 'wx'),
        reads: knownFigure(operations, 'rIO'),
        writes: knownFigure(operations, 'wIO'),
      };
      const rate = (key: keyof typeof now) => ratePerSecond(last[key], now[key], atMs - lastMs, noWrap);
      const value = {
        read: roundOrNull(rate('read')),
        written: roundOrNull(rate('written')),
        reads: roundOrNull(rate('reads'), 1),
        writes: roundOrNull(rate('writes'), 1),
        busy: null,
      };
      last = now;
      lastMs = atMs;
      return { [everything]: value };
    },
    restart: () => {
      lastMs = Number.NaN;
    },
    close: release,
  };
}
