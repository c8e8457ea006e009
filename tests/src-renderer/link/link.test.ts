import { describe, expect, test } from 'vitest';
import type { PageSample } from '../../../src-renderer/link/incoming.ts';
import { createLink } from '../../../src-renderer/link/link.ts';
import type { Polled } from '../../../src-renderer/link/poll-once.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { eventOf, helloData, sampleData } from './events-of-a-stream.ts';
import { createFakeTransport } from './fake-transport.ts';
import { loneTab } from './lone-tab.ts';

function setUp(filter: Filter = {}) {
  const clock = createFakeClock();
  const sse = createFakeTransport();
  const commands: unknown[] = [];
  const polled: string[] = [];
  const samples: PageSample[][] = [];
  let answer: unknown = { replyTo: null, ok: true, result: {} };
  const link = createLink({
    clock,
    ...loneTab(),
    post: (body) => {
      if (body.type === 'filter.set') commands.push(body.filter);
      return Promise.resolve(answer);
    },
    sse: () => sse.open,
    pollNow: (after): Promise<Polled> => {
      polled.push(after);
      return Promise.resolve({ events: [eventOf('sample', sampleData(5_000), 'a-1')], last: 'a-1', more: false });
    },
    filter,
    listener: {
      onHello: () => undefined,
      onSamples: (some) => samples.push([...some]),
      onGap: () => undefined,
      onPresence: () => undefined,
      onRules: () => undefined,
      onAlert: () => undefined,
      onNote: () => undefined,
      onState: () => undefined,
      onLatency: () => undefined,
      onControl: () => undefined,
      onCaughtUp: () => undefined,
    },
  });
  link.start();
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return {
    clock,
    link,
    commands,
    polled,
    samples,
    settle,
    answerWith: (next: unknown) => (answer = next),
    hello: async (last: string, inForce: Filter = filter) => {
      sse.hear(eventOf('hello', helloData(last, inForce)));
      await settle();
    },
    sample: (id: string) => {
      sse.hear(eventOf('sample', sampleData(10_000), id));
    },
    gap: async (from: number | null) => {
      sse.hear(eventOf('gap', { from, to: 9_000 }));
      await settle();
    },
  };
}

describe('the past', () => {
  test('a fresh page asks for everything that the server holds', async () => {
    const { hello, polled, samples } = setUp();
    await hello('a-900');
    expect(polled).toEqual(['a-0']);
    expect(samples).toHaveLength(1);
  });

  test('a resumed stream brings it along; a server that started anew is asked again', async () => {
    const { hello, polled } = setUp();
    await hello('a-900');
    await hello('a-930');
    expect(polled).toEqual(['a-0']);
    await hello('b-12');
    expect(polled).toEqual(['a-0', 'b-0']);
  });

  test('a resume that came too late takes what the ring still holds', async () => {
    const { hello, gap, sample, polled } = setUp();
    await hello('a-900');
    await hello('a-2000');
    await gap(4_000);
    expect(polled).toEqual(['a-0', 'a-0']);
    sample('a-2001');
    // A gap within a running stream is time that nobody measured.
    await gap(8_000);
    expect(polled).toHaveLength(2);
  });
});

describe('the filter', () => {
  test('is set again where the server has another one in force', async () => {
    const { hello, commands } = setUp({ metrics: ['cpu'], instances: ['a,b'] });
    await hello('a-1', { metrics: ['cpu'], instances: ['a', 'b'] });
    expect(commands).toEqual([{ metrics: ['cpu'], instances: ['a,b'] }]);
    await hello('a-2', { instances: ['a,b'], metrics: ['cpu'] });
    expect(commands).toHaveLength(1);
  });

  test('an interval that the server has raised is in force', async () => {
    const { hello, commands } = setUp({ intervalMs: 200 });
    await hello('a-1', { intervalMs: 1_000 });
    expect(commands).toEqual([]);
  });

  test('that was refused is not asked for again', async () => {
    const { hello, link, commands, answerWith } = setUp({ metrics: ['cpu'] });
    await hello('a-1');
    answerWith({ replyTo: null, ok: false, error: { code: 'invalid_filter', message: 'No.' } });
    expect(await link.setFilter({ metrics: [] })).toMatchObject({ code: 'invalid_filter' });
    await hello('a-2', { metrics: ['cpu'] });
    expect(commands).toEqual([{ metrics: [] }]);
  });

  test('asks for nothing faster any more once that was refused', async () => {
    const { hello, link, commands, settle, answerWith } = setUp({ metrics: ['cpu'] });
    await hello('a-1');
    answerWith({ replyTo: null, ok: false, error: { code: 'forbidden', message: 'No.' } });
    expect(await link.setFast(['cpu'])).toMatchObject({ code: 'forbidden' });
    answerWith({ replyTo: null, ok: true, result: {} });
    await hello('a-2', { metrics: ['cpu'] });
    link.slowDown();
    link.speedUp();
    await settle();
    await link.setFilter({ metrics: ['load'] });
    expect(commands.slice(1).filter((one) => JSON.stringify(one).includes('fast'))).toEqual([]);
    expect(commands.at(-1)).toEqual({ metrics: ['load'] });
  });

  test('of a server that is away is asked for when it comes back', async () => {
    const { hello, link, commands, answerWith } = setUp();
    await hello('a-1');
    answerWith(undefined);
    expect(await link.setFilter({ intervalMs: 5_000 })).toBeNull();
    await hello('b-1', {});
    expect(commands).toEqual([{ intervalMs: 5_000 }, { intervalMs: 5_000 }]);
  });

  test('that lets more through is followed by the past of it', async () => {
    const { hello, link, polled, settle } = setUp({ metrics: ['cpu'] });
    await hello('a-900');
    await link.setFilter({ metrics: ['cpu'], processes: { top: 20, sort: 'cpu', match: '' } });
    await settle();
    expect(polled).toEqual(['a-0']);
    await link.setFilter({});
    await settle();
    expect(polled).toEqual(['a-0', 'a-0']);
  });
});

describe('a page in the background', () => {
  test('slows down, and on return takes everything since', async () => {
    const { hello, link, sample, settle, commands, polled } = setUp({ metrics: ['cpu'] });
    await hello('a-900');
    sample('a-905');
    link.slowDown();
    await settle();
    sample('a-915');
    link.speedUp();
    await settle();
    expect(commands).toEqual([{ metrics: ['cpu'], intervalMs: 10_000 }, { metrics: ['cpu'] }]);
    expect(polled).toEqual(['a-0', 'a-905']);
  });

  test('keeps an interval that is slower still', async () => {
    const { hello, link, settle, commands } = setUp({ intervalMs: 60_000 });
    await hello('a-900');
    link.slowDown();
    await settle();
    // It is in force already: there is nothing to ask for.
    expect(commands).toEqual([]);
  });

  test('takes everything where the server started anew meanwhile', async () => {
    const { hello, link, settle, polled } = setUp();
    await hello('a-900');
    link.slowDown();
    await settle();
    await hello('b-3', { intervalMs: 10_000 });
    link.speedUp();
    await settle();
    expect(polled).toEqual(['a-0', 'b-0', 'b-0']);
  });
});
