import { describe, expect, test } from 'vitest';
import { writeExposition } from '../../../src-main/open-metrics/exposition.ts';
import { single, type Family } from '../../../src-main/open-metrics/family.ts';

const write = async (families: readonly Family[], format: 'text/plain' | 'application/openmetrics-text') =>
  (await writeExposition(families, format)).bytes.toString('utf8');
const sent = single('lanpulse_sent_bytes_total', 'counter', 'Bytes', 1_234_567_890_123);

describe('the text for scrapers', () => {
  test('names the family and its type above its values', async () => {
    const text = await write([sent], 'text/plain');
    expect(text).toBe(
      '# HELP lanpulse_sent_bytes_total Bytes\n# TYPE lanpulse_sent_bytes_total counter\n' +
        'lanpulse_sent_bytes_total 1234567890123\n',
    );
  });

  test('in OpenMetrics names a counter without its ending, and has an end', async () => {
    const { contentType, bytes } = await writeExposition([sent], 'application/openmetrics-text');
    expect(contentType).toContain('version=1.0.0');
    expect(bytes.toString('utf8')).toMatch(
      /# TYPE lanpulse_sent_bytes counter\nlanpulse_sent_bytes_total 1234567890123\n# EOF\n$/u,
    );
  });

  test('has no family without values', async () => {
    expect(await write([single('lanpulse_unknown', 'gauge', 'Nothing', null), sent], 'text/plain')).not.toContain(
      'unknown',
    );
  });

  test.each(['text/plain', 'application/openmetrics-text'] as const)(
    'as %s cannot be broken by the name of a mount point',
    async (format) => {
      const evil = 'a"} 1\nlanpulse_forged{b="\\';
      const family: Family = {
        name: 'lanpulse_used',
        type: 'gauge',
        help: 'Used',
        labels: ['mountpoint'],
        values: [{ labels: { mountpoint: evil }, value: 7 }],
      };
      const lines = (await write([family], format)).split('\n');
      expect(lines[2]).toBe(String.raw`lanpulse_used{mountpoint="a\"} 1\nlanpulse_forged{b=\"\\"} 7`);
      expect(lines.filter((line) => line.startsWith('lanpulse_'))).toHaveLength(1);
    },
  );
});
