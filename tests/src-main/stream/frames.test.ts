import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MetricValues } from '../../../src-shared/metrics/registry.ts';
import { eventNames } from '../../../src-shared/protocol/events.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import { planFilter } from '../../../src-shared/protocol/filter-plan.ts';
import { createFrames } from '../../../src-main/stream/frames.ts';
import type { StoredSample } from '../../../src-main/stream/stored-event.ts';
import { parseEvents } from '../../support/received-event.ts';

const cpu = { total: 5, user: 3, system: 2, iowait: 0, steal: 0, cores: [5] };
const load = { one: 1, five: 2, fifteen: 3 };
const eth0 = { received: 1, sent: 1, packetsReceived: 1, packetsSent: 1, errors: 0 };

function sample(seq: number, values: Partial<MetricValues>, host = 'box'): StoredSample {
  return { name: 'sample', seq, t: 1_000 + seq, previousT: null, host, values };
}

function plan(filter: Filter) {
  return planFilter(filter, null);
}

describe('frames', () => {
  test('have the form that the protocol fixes', () => {
    const frame = createFrames('k3x9', () => undefined).frame(sample(17, { load }), plan({}));
    expect(frame?.event.toString()).toBe(
      'id: k3x9-17\nevent: sample\ndata: {"t":1017,"host":"box","m":{"load":{"one":1,"five":2,"fifteen":3}}}\n\n',
    );
  });

  test('are built once for each different filter, and JSON once for each metric', () => {
    const frames = createFrames('e1', () => undefined);
    const event = sample(1, { cpu, load });
    const first = frames.frame(event, plan({}));
    for (let viewer = 0; viewer < 100; viewer += 1) {
      expect(frames.frame(event, plan({ instances: [] }))).toBe(first);
      frames.frame(event, plan({ metrics: ['cpu'] }));
      frames.frame(event, plan({ metrics: ['load', 'cpu'] }));
    }
    expect(frames.counts).toEqual({ metrics: 2, frames: 3 });
  });

  test('share the JSON of a metric that two filters cut alike, and write anew only what they cut differently', () => {
    const frames = createFrames('e1', () => undefined);
    const event = sample(1, { cpu, network: { lo: eth0, eth0 } });
    for (const instances of [['lo'], ['eth0'], ['network@eth0'], ['eth0', 'nothing']]) {
      frames.frame(event, plan({ instances }));
    }
    // cpu once; network for lo, for eth0 (named in two ways), and for the list with a second name.
    expect(frames.counts.metrics).toBe(4);
  });

  test('are written anew of the newest event when what may be told has changed', () => {
    const frames = createFrames('e1', () => undefined);
    const top = [{ pid: 1, name: 'a', user: 'b', cpu: 1, memory: 1, command: 'a --secret' }];
    const event = sample(1, { processes: { count: 1, running: 1, top } });
    const everything = plan({});
    const text = () => frames.frame(event, everything)?.event.toString() ?? '';
    expect(text()).toContain('a --secret');
    top.length = 0;
    expect(text()).toContain('a --secret');
    frames.forget();
    expect(text()).toContain('"top":[]');
  });

  test('are not written at all while nobody asks', () => {
    const frames = createFrames('e1', () => undefined);
    frames.frame(sample(1, { cpu, load }), plan({ metrics: ['load'] }));
    expect(frames.counts.metrics).toBe(1);
  });

  test('of an older event leave those of the newest in place', () => {
    const frames = createFrames('e1', () => undefined);
    const newest = frames.frame(sample(9, { load }), plan({}));
    expect(frames.frame(sample(3, { load }), plan({}))?.event.toString()).toMatch(/^id: e1-3\n/u);
    expect(frames.frame(sample(9, { load }), plan({}))).toBe(newest);
  });

  test('are not sent when the filter leaves no metric', () => {
    const frames = createFrames('e1', () => undefined);
    expect(frames.frame(sample(1, { load }), plan({ metrics: ['cpu'] }))).toBeNull();
    expect(frames.data(sample(1, { load }), plan({ metrics: [] }))).toBeNull();
  });

  test("of samples that are not the first of a slower viewer's window are not sent", () => {
    const frames = createFrames('e1', () => undefined);
    const slow = planFilter({}, 5_000);
    const times = [9_000, 10_000, 11_000, 15_500];
    times.forEach((t, index) => {
      const event: StoredSample = { ...sample(index + 1, { load }), t, previousT: times[index - 1] ?? null };
      frames.frame(event, plan({}));
      const passes = t !== 11_000;
      expect([frames.frame(event, slow) !== null, frames.data(event, slow) !== null]).toEqual([passes, passes]);
    });
  });

  test('of alerts and rules are the same for every filter and interval', () => {
    const frames = createFrames('e1', () => undefined);
    const frame = frames.frame({ name: 'alert', seq: 2, t: 5, json: '{"a":1}' }, planFilter({ metrics: [] }, 60_000));
    expect(frame?.event.toString()).toBe('id: e1-2\nevent: alert\ndata: {"a":1}\n\n');
  });

  test('carry the very data that a long poll carries', () => {
    const frames = createFrames('e1', () => undefined);
    const event = sample(4, { cpu, load });
    const data = frames.data(event, plan({}));
    expect(frames.frame(event, plan({}))?.event.toString()).toBe(`id: e1-4\nevent: sample\ndata: ${String(data)}\n\n`);
  });

  test('cannot be forged by what a machine, an interface or a process is called', () => {
    const evil = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\n\nevent: bye\ndata: {}\n\n', 'a\rid: e1-99\r\n', '\u2028data: x\u2029', '"}}\n\n', '\u0000'),
    );
    fc.assert(
      fc.property(evil, evil, evil, (host, name, match) => {
        const values = {
          network: { [name]: eth0 },
          processes: { count: 1, running: 1, top: [{ pid: 1, name, user: match, cpu: 1, memory: 1 }] },
        };
        const filter: Filter = { instances: [match], processes: { top: 10, sort: 'cpu', match } };
        const frame = createFrames('e1', () => undefined).frame(sample(1, values, host), plan(filter));
        const parsed = parseEvents(frame?.event.toString() ?? '');
        expect(parsed.rest).toBe('');
        expect(parsed.events).toHaveLength(1);
        const [event] = parsed.events;
        expect(event?.id).toBe('e1-1');
        expect(eventNames).toContain(event?.event);
        expect(event?.data).not.toMatch(/[\r\n]/u);
        expect(JSON.parse(event?.data ?? '')).toMatchObject({ host });
      }),
    );
  });
});
