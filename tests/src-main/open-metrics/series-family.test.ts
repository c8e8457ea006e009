import { describe, expect, test } from 'vitest';
import { baseUnits } from '../../../src-main/open-metrics/base-unit.ts';
import { seriesFamilies } from '../../../src-main/open-metrics/series-family.ts';

const byName = new Map(seriesFamilies.map((family) => [family.name, family]));

describe('the names that scrapers know series by', () => {
  test.each([
    ['cpu.total', 'lanpulse_cpu_usage_ratio', 'gauge', []],
    ['cpu.cores', 'lanpulse_cpu_core_usage_ratio', 'gauge', ['core']],
    ['load.fifteen', 'lanpulse_load_15m', 'gauge', []],
    ['memory.swapTotal', 'lanpulse_memory_swap_total_bytes', 'gauge', []],
    ['memory.usedShare', 'lanpulse_memory_used_ratio', 'gauge', []],
    ['network.received', 'lanpulse_network_received_bytes_total', 'counter', ['device']],
    ['network.packetsReceived', 'lanpulse_network_packets_received_total', 'counter', ['device']],
    ['disk.reads', 'lanpulse_disk_reads_total', 'counter', ['device']],
    ['filesystem.used', 'lanpulse_filesystem_used_bytes', 'gauge', ['mountpoint']],
    ['temperature.celsius', 'lanpulse_temperature_celsius', 'gauge', ['sensor']],
    ['gpu.temperature', 'lanpulse_gpu_temperature_celsius', 'gauge', ['gpu']],
    ['battery.minutesLeft', 'lanpulse_battery_remaining_seconds', 'gauge', []],
    ['processes.count', 'lanpulse_processes', 'gauge', []],
    ['self.lag', 'lanpulse_self_lag_seconds', 'gauge', []],
  ])('%s is %s', (series, name, type, labels) => {
    expect(byName.get(name)).toMatchObject({ series, type, labels });
  });

  test('are valid, and each its own, also without what OpenMetrics takes off counters', () => {
    for (const { name, labels } of seriesFamilies) {
      expect(name).toMatch(/^lanpulse_[a-z][a-z0-9]*(_[a-z0-9]+)*$/u);
      for (const label of labels) expect(label).toMatch(/^(?!instance$|job$|le$|quantile$)[a-z]+$/u);
    }
    expect(new Set(seriesFamilies.map(({ name }) => name.replace(/_total$/u, ''))).size).toBe(seriesFamilies.length);
  });

  test('end with the unit, and only those of counters with total', () => {
    for (const { name, type, unit } of seriesFamilies) {
      expect(name.endsWith('_total')).toBe(type === 'counter');
      if (unit.word !== '') expect(name.replace(/_total$/u, '')).toMatch(new RegExp(`_${unit.word}$`, 'u'));
    }
  });

  test('come with a sentence on one line', () => {
    for (const { help } of seriesFamilies) expect(help).toMatch(/^\p{Lu}[^\n]{5,}$/u);
  });
});

test('units become base units without artefacts of binary fractions', () => {
  expect(baseUnits.percent.convert(14.3)).toBe(0.143);
  expect(baseUnits.milliseconds.convert(1.7)).toBe(0.0017);
  expect(baseUnits.minutes.convert(90)).toBe(5_400);
});
