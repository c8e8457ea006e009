import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { type BatteryState, findBatteries, readBattery } from '../linux/power-supply.ts';
import { openPortableBattery } from '../portable/battery.ts';
import type { OpenReader } from '../reader.ts';
import { round, roundOrNull } from '../round.ts';

/** Linux: `/sys/class/power_supply`, whatever the batteries are called; elsewhere systeminformation. */
export const openBattery: OpenReader<'battery'> = ({ platform, sysRoot }) => {
  if (platform !== 'linux') return openPortableBattery(platform);
  const folders = findBatteries(sysRoot);
  if (folders.length === 0) {
    return {
      unsupported: `The kernel lists no battery under ${sysRoot}/class/power_supply. Nothing is measured, so nothing is drawn.`,
    };
  }
  return { read: () => combineBatteries(folders.map(readBattery)) };
};

/** Several batteries count as one: charges and drains are added up. */
export function combineBatteries(batteries: readonly BatteryState[]): MetricValue<'battery'> {
  const now = sum(batteries.map((one) => one.now));
  const full = sum(batteries.map((one) => one.full));
  const capacities = batteries.flatMap((one) => (one.capacity === null ? [] : [one.capacity]));
  const mean = capacities.length === 0 ? null : (sum(capacities) ?? 0) / capacities.length;
  const share = now !== null && full !== null && full > 0 ? (now / full) * 100 : mean;
  const states = batteries.flatMap((one) => (one.status === null || one.status === 'Unknown' ? [] : [one.status]));
  const draining = batteries.filter((one) => one.status === 'Discharging');
  const drain = draining.length === 0 ? null : sum(draining.map((one) => one.drain));
  return {
    // A battery's own estimate is better than the quotient where there is only one.
    charge: roundOrNull(
      batteries.length === 1 && mean !== null ? mean : share === null ? null : Math.min(100, share),
      1,
    ),
    charging: states.length === 0 ? null : states.includes('Charging') ? 1 : 0,
    minutesLeft: now === null || drain === null || drain === 0 ? null : round((now / drain) * 60, 0),
  };
}

/** `null` when one of them is unknown. */
function sum(values: readonly (number | null)[]): number | null {
  let total = 0;
  for (const value of values) {
    if (value === null) return null;
    total += value;
  }
  return total;
}
