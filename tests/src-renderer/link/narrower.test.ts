import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PageSample } from '../../../src-renderer/link/incoming.ts';
import { createNarrower } from '../../../src-renderer/link/narrower.ts';
import { unionFilter } from '../../../src-renderer/link/tabs/union-filter.ts';
import { hasTable, sameTable } from '../../../src-renderer/link/wanted-filter.ts';
import { createFrames } from '../../../src-main/stream/frames.ts';
import type { StoredSample } from '../../../src-main/stream/stored-event.ts';
import { planFilter, windowMsOf } from '../../../src-shared/protocol/filter-plan.ts';
import { parseFilter, type Filter } from '../../../src-shared/protocol/filter.ts';
import type { MetricValues } from '../../../src-shared/metrics/registry.ts';
import { eventOf } from './events-of-a-stream.ts';

const serverMs = 1_000;

const planOf = (filter: Filter) => planFilter(filter, windowMsOf(filter, serverMs));

/** What the server sends of these samples for a filter. */
function sentFor(filter: Filter, samples: readonly StoredSample[]): readonly PageSample[] {
  const frames = createFrames('e1', (seq) => samples[seq - 1]);
  return samples.flatMap((sample) => {
    const json = frames.data(sample, planOf(filter));
    const event = json === null ? null : eventOf('sample', JSON.parse(json), `e1-${String(sample.seq)}`);
    return event?.event === 'sample' ? [event.data] : [];
  });
}

/** What a tab with a filter of its own takes of what was sent for all. */
function takenFrom(sent: readonly PageSample[], filter: Filter): readonly PageSample[] {
  const narrower = createNarrower();
  return sent.flatMap((sample) => narrower.take(sample, planOf(filter)) ?? []);
}

const instances = ['eth0', 'lo', 'sda', 'network@eth0', 'disk@sda', 'disk@sdb'];
const table = fc.record(
  {
    top: fc.integer({ min: 1, max: 30 }),
    sort: fc.constantFrom('cpu', 'memory', 'pid', 'name', 'user'),
    order: fc.constantFrom('asc', 'desc'),
    match: fc.constantFrom('', 'a', 'B'),
  },
  { requiredKeys: [] },
);
const filters = fc
  .record(
    {
      metrics: fc.subarray(['cpu', 'load', 'network', 'disk', 'filesystem', 'battery', 'processes']),
      instances: fc.subarray(instances),
      intervalMs: fc.constantFrom(200, 1_000, 2_000, 2_500, 3_000, 5_000, 7_001, 10_000, 60_000),
      processes: fc.oneof(fc.constant({ top: 5 }), table),
    },
    { requiredKeys: [] },
  )
  .map((filter) => parseFilter(filter));

const amount = fc.integer({ min: 0, max: 3 });
const rows = fc.array(
  fc.record({
    name: fc.constantFrom('a', 'b', 'ab', 'c'),
    user: fc.constantFrom('root', 'bo'),
    cpu: amount,
    memory: amount,
  }),
  { maxLength: 40 },
);
const load = fc.record({ one: amount, five: amount, fifteen: amount });
const slow = fc.record(
  {
    network: fc.subarray(['eth0', 'lo', 'wlan0']),
    disk: fc.subarray(['sda', 'sdb', 'eth0']),
    filesystem: fc.subarray(['/', '/home']),
    battery: fc.record({ charge: amount, charging: amount, minutesLeft: amount }),
    processes: rows,
  },
  { requiredKeys: [] },
);
/** Time to the next sample: mostly a second, sometimes late, sometimes the clock is set back. */
const steps = fc.oneof(
  { weight: 8, arbitrary: fc.constant(1_000) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 9_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -9_000, max: -1 }) },
);

/** Samples of which each has a reading of the CPU and of the load, and some of others. */
const runs = fc
  .array(fc.record({ step: steps, load, slow }), { maxLength: 60 })
  .map((some): readonly StoredSample[] => {
    let t = 1_700_000_000_000;
    let previousT: number | null = null;
    return some.map(({ step, load, slow: { network, disk, filesystem, battery, processes } }, index) => {
      t += step;
      const number = (offset: number) => index + offset;
      const values: Partial<MetricValues> = {
        cpu: { total: index, user: 0, system: 0, iowait: 0, steal: 0, cores: [index] },
        load,
      };
      if (network !== undefined) {
        const nic = { received: number(1), sent: 0, packetsReceived: 0, packetsSent: 0, errors: 0 };
        values.network = Object.fromEntries(network.map((name) => [name, nic]));
      }
      if (disk !== undefined) {
        values.disk = Object.fromEntries(
          disk.map((name) => [name, { read: number(2), written: 0, reads: 0, writes: 0, busy: 0 }]),
        );
      }
      if (filesystem !== undefined) {
        values.filesystem = Object.fromEntries(
          filesystem.map((name) => [name, { total: 9, used: number(3), usedShare: 1 }]),
        );
      }
      if (battery !== undefined) values.battery = battery;
      if (processes !== undefined) {
        values.processes = { count: processes.length, running: 1, top: processes.map((row, pid) => ({ ...row, pid })) };
      }
      const sample: StoredSample = { name: 'sample', seq: index + 1, t, previousT, host: 'box', values };
      previousT = t;
      return sample;
    });
  });

/** Without tables, and without samples of which then nothing is left: what differs there a tab asks for by itself. */
function withoutTables(samples: readonly PageSample[]): readonly PageSample[] {
  return samples.flatMap(({ t, values }) => {
    const left = new Map([...values].filter(([id]) => !hasTable(id)));
    return left.size === 0 ? [] : [{ t, values: left }];
  });
}

describe('what a tab takes of the shared stream', { timeout: 60_000 }, () => {
  test('is what the server would have sent for its own filter', () => {
    fc.assert(
      fc.property(runs, fc.array(filters, { minLength: 1, maxLength: 4 }), (samples, wanted) => {
        const union = unionFilter(wanted);
        const sent = sentFor(union, samples);
        for (const filter of wanted) {
          const own = sentFor(filter, samples);
          const taken = takenFrom(sent, filter);
          if (sameTable(union, filter)) expect(taken).toEqual(own);
          else expect(withoutTables(taken)).toEqual(withoutTables(own));
        }
      }),
      { numRuns: 120 },
    );
  });

  test('has every window of a slow metric, also where the clock is set back between two readings of it', () => {
    const filter = parseFilter({ metrics: ['filesystem'], intervalMs: 2_000 });
    const cpu = { total: 1, user: 1, system: 0, iowait: 0, steal: 0, cores: [1] };
    const filesystem = { '/': { total: 9, used: 3, usedShare: 1 } };
    const run = [
      { t: 1_700_000_001_000, previousT: null, values: { cpu, filesystem } },
      { t: 1_699_999_999_999, previousT: 1_700_000_001_000, values: { cpu } },
      { t: 1_700_000_000_999, previousT: 1_699_999_999_999, values: { cpu, filesystem } },
    ];
    const samples = run.map((one, index): StoredSample => ({ name: 'sample', seq: index + 1, host: 'box', ...one }));
    const own = sentFor(filter, samples);
    expect(own).toHaveLength(2);
    expect(takenFrom(sentFor(unionFilter([filter]), samples), filter)).toEqual(own);
  });

  test('has the table as well where all want the same one', () => {
    fc.assert(
      fc.property(runs, filters, fc.array(filters, { maxLength: 3 }), (samples, one, more) => {
        const { processes } = one;
        const alike = [one, ...more].map(({ metrics, instances, intervalMs }) =>
          parseFilter(JSON.parse(JSON.stringify({ metrics, instances, intervalMs, processes }))),
        );
        const sent = sentFor(unionFilter(alike), samples);
        for (const filter of alike) expect(takenFrom(sent, filter)).toEqual(sentFor(filter, samples));
      }),
      { numRuns: 60 },
    );
  });
});
