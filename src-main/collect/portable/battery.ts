import type { Reader, Unsupported } from '../reader.ts';
import { roundOrNull } from '../round.ts';
import { knownNumber } from './absent.ts';
import { borrowSystemInformation } from './system-information.ts';

/** macOS and Windows by systeminformation, asked once at start whether there is a battery. */
export async function openPortableBattery(platform: NodeJS.Platform): Promise<Reader<'battery'> | Unsupported> {
  const { si, release } = await borrowSystemInformation(platform);
  if (!(await si.battery()).hasBattery) {
    release();
    return { unsupported: 'This machine has no battery. Nothing is measured, so nothing is drawn.' };
  }
  return {
    read: async () => {
      const { percent, isCharging, timeRemaining } = await si.battery();
      return {
        charge: roundOrNull(knownNumber(percent), 1),
        charging: isCharging ? 1 : 0,
        minutesLeft: isCharging ? null : roundOrNull(knownNumber(timeRemaining)),
      };
    },
    close: release,
  };
}
