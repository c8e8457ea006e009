import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { gapSchema, sampleSchema } from '../../../src-shared/protocol/events.ts';
import { parseFilter } from '../../../src-shared/protocol/filter.ts';
import { loadOf, makeHub, pollHub } from '../../support/hub-server.ts';
import { parsePolled, seqOf, type ReceivedEvent } from '../../support/received-event.ts';

const cpu = { total: 5, user: 3, system: 2, iowait: 0, steal: 0, cores: [5] };

/** What happens on a server, one step of time each. */
const happening = fc.record({
  kind: fc.constantFrom('load', 'cpu', 'both', 'alert', 'note', 'rules'),
  stepMs: fc.integer({ min: 1, max: 4_000 }),
});
const history = fc.array(happening, { minLength: 1, maxLength: 120 });
const filters = fc.constantFrom(
  {},
  { metrics: ['load'] },
  { metrics: [] },
  { intervalMs: 5_000 },
  { metrics: ['cpu'], intervalMs: 3_000 },
);

type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

function replay(made: ReturnType<typeof makeHub>, steps: History): void {
  steps.forEach(({ kind, stepMs }, n) => {
    made.clock.advance(stepMs);
    const t = made.clock.wallMs();
    if (kind === 'load') made.hub.publishSample(t, loadOf(n));
    else if (kind === 'cpu') made.hub.publishSample(t, { cpu });
    else if (kind === 'both') made.hub.publishSample(t, { ...loadOf(n), cpu });
    else made.hub.publishStored(kind, { n });
  });
}

/** Everything after an id, poll by poll. */
async function allAfter(made: ReturnType<typeof makeHub>, filter: object, after: string): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for (let id = after; ;) {
    const promise = pollHub(made.hub, { after: id, filter: parseFilter(filter), timeoutMs: 1 });
    made.clock.advance(1);
    const answer = parsePolled(await promise);
    events.push(...answer.events.filter(({ event }) => event !== 'presence'));
    if (answer.last === id && !answer.more) return events;
    id = answer.last;
  }
}

describe('resuming', () => {
  test('after any id gives exactly the events that a viewer who stayed got after it, in order', async () => {
    await fc.assert(
      fc.asyncProperty(history, filters, fc.nat(), async (steps, filter, cut) => {
        const made = makeHub();
        const id = `e1-${String(cut % (steps.length + 1))}`;
        const live = liveFeed(made, filter);
        replay(made, steps);
        expect(await allAfter(made, filter, id)).toEqual(
          live().filter((event) => seqOf(event) > cut % (steps.length + 1)),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('after an id that the ring lost gives a gap that covers all that is lost, and then everything else', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        filters,
        fc.nat(),
        fc.integer({ min: 1, max: 3_000 }),
        async (steps, filter, cut, ringBytes) => {
          const made = makeHub({ ringBytes });
          const seq = cut % (steps.length + 1);
          const live = liveFeed(made, filter);
          replay(made, steps);
          const { ring } = made.hub.inner;
          const events = await allAfter(made, filter, `e1-${String(seq)}`);
          const expected = live().filter((event) => seqOf(event) > seq && seqOf(event) >= ring.firstSeq);
          const gaps = events.filter(({ event }) => event === 'gap');
          expectSameFrom(
            ring.firstSeq,
            events.filter(({ event }) => event !== 'gap'),
            expected,
          );
          expect(gaps).toHaveLength(seq + 1 < ring.firstSeq ? 1 : 0);
          if (gaps[0] === undefined) return;
          expect(events[0]).toBe(gaps[0]);
          const gap = v.parse(gapSchema, JSON.parse(gaps[0].data));
          expect(gap.from).toBe(ring.timeOf(seq));
          expect(gap.to).toBe(ring.oldestSampleT() ?? gap.to);
        },
      ),
      { numRuns: 150 },
    );
  });
});

/**
 * The same events. Only the first sample may say less, or be left out where nothing remains: a slower viewer's sample
 * also carries what was read since the one before it, and that may be lost with the ring's older end.
 */
function expectSameFrom(firstSeq: number, events: readonly ReceivedEvent[], expected: readonly ReceivedEvent[]): void {
  const carrier = firstSeq > 1 ? expected.find(({ event }) => event === 'sample') : undefined;
  expect(events.filter(({ id }) => id !== carrier?.id)).toEqual(expected.filter((event) => event !== carrier));
  const said = events.find(({ id }) => id === carrier?.id);
  if (said === undefined || carrier === undefined) return;
  const { m, ...rest } = v.parse(sampleSchema, JSON.parse(said.data));
  const { m: whole, ...wholeRest } = v.parse(sampleSchema, JSON.parse(carrier.data));
  expect(rest).toEqual(wholeRest);
  expect(Object.keys(m).length).toBeGreaterThan(0);
  expect(whole).toMatchObject(m);
}

/** Listens from the start, as a stream does, and gives what it got. */
function liveFeed(made: ReturnType<typeof makeHub>, filter: object): () => ReceivedEvent[] {
  const { hub } = made;
  const { frames, subscribers, epoch } = hub.inner;
  const viewer = hub.viewers.open({ owner: 'live', role: 'viewer', filter: parseFilter(filter) });
  const events: ReceivedEvent[] = [];
  subscribers.add({
    viewer,
    stored(event) {
      const data = frames.data(event, viewer.plan);
      if (data !== null) events.push({ id: `${epoch}-${String(event.seq)}`, event: event.name, data });
    },
    announced: () => undefined,
    end: () => Promise.resolve(),
  });
  return () => events;
}
