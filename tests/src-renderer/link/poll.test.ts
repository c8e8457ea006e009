import { describe, expect, test } from 'vitest';
import { createCursor } from '../../../src-renderer/link/cursor.ts';
import type { Incoming } from '../../../src-renderer/link/incoming.ts';
import { createPoll } from '../../../src-renderer/link/poll.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { helloData, sampleData } from './events-of-a-stream.ts';

interface Asked {
  readonly after: string | null;
  readonly signal: AbortSignal;
  readonly answer: (body: unknown, status?: number) => void;
}

function setUp() {
  const clock = createFakeClock();
  const cursor = createCursor();
  const asked: Asked[] = [];
  const heard: Incoming[] = [];
  const reasons: string[] = [];
  let failed = 0;
  const close = createPoll({
    clock,
    cursor,
    url: (after) => after ?? '',
    fetch: (after, { signal }) =>
      new Promise((resolve, reject) => {
        if (!(signal instanceof AbortSignal)) throw new Error('a poll without a signal');
        signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
        asked.push({
          after: after === '' ? null : after,
          signal,
          answer: (body, status = 200) => {
            resolve(Response.json(body, { status }));
          },
        });
      }),
  })({
    heard: (event) => {
      if (cursor.accept(event)) heard.push(event);
    },
    failed: (reason) => {
      if (reason !== undefined) reasons.push(reason);
      failed += 1;
    },
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return {
    clock,
    cursor,
    asked,
    close,
    settle,
    failures: () => failed,
    reasons,
    names: () => heard.map(({ event, id }) => (id === null ? event : `${event} ${id}`)),
    answer: async (body: unknown, status?: number) => {
      asked.at(-1)?.answer(body, status);
      await settle();
    },
  };
}

const hello = (last: string) => ({ event: 'hello', data: helloData(last) });
const sample = (id: string) => ({ id, event: 'sample', data: sampleData(1_000) });

describe('long polling', () => {
  test('asks for hello, then for what follows, one poll after the other', async () => {
    const { asked, answer, names } = setUp();
    await answer({ events: [hello('a-4')], last: 'a-4', more: false });
    await answer({ events: [sample('a-5'), sample('a-6')], last: 'a-6', more: true });
    await answer({ events: [sample('a-7')], last: 'a-7', more: false });
    expect(asked.map(({ after }) => after)).toEqual([null, 'a-4', 'a-6', 'a-7']);
    expect(names()).toEqual(['hello', 'sample a-5', 'sample a-6', 'sample a-7']);
  });

  test('an empty answer is a sign of life and moves on over what the filter held back', async () => {
    const { clock, asked, answer, names, settle } = setUp();
    await answer({ events: [hello('a-4')], last: 'a-4', more: false });
    clock.advance(25_000);
    await answer({ events: [], last: 'a-29', more: false });
    await settle();
    expect(names()).toEqual(['hello', 'beat']);
    expect(asked.at(-1)?.after).toBe('a-29');
  });

  test('does not run wild against a server that answers empty at once', async () => {
    const { clock, asked, answer, settle } = setUp();
    await answer({ events: [hello('a-4')], last: 'a-4', more: false });
    await answer({ events: [], last: 'a-4', more: false });
    expect(asked).toHaveLength(2);
    clock.advance(1_000);
    await settle();
    expect(asked).toHaveLength(3);
  });

  test('asks a server that has started anew for its hello', async () => {
    const { asked, answer, names } = setUp();
    await answer({ events: [hello('a-4')], last: 'a-4', more: false });
    await answer({ events: [{ event: 'gap', data: { from: null, to: 5 } }, sample('b-1')], last: 'b-1', more: false });
    await answer({ events: [hello('b-1')], last: 'b-1', more: false });
    expect(asked.map(({ after }) => after)).toEqual([null, 'a-4', null, 'b-1']);
    expect(names()).toEqual(['hello', 'gap', 'sample b-1', 'hello']);
  });

  test('fails where the answer is refused, or is not the protocol', async () => {
    for (const [body, status] of [
      [{ ok: false, error: { code: 'unauthorized', message: '' } }, 401],
      [{ events: 'none' }, 200],
    ] as const) {
      const { answer, failures } = setUp();
      await answer(body, status);
      expect(failures()).toBe(1);
    }
  });

  test('passes on why it was refused', async () => {
    const { answer, reasons } = setUp();
    await answer({ ok: false, error: { code: 'unauthorized', message: 'A token is needed.' } }, 401);
    expect(reasons).toEqual(['A token is needed.']);
  });

  test('fails where no answer comes', async () => {
    const { clock, failures, answer, settle } = setUp();
    await answer({ events: [hello('a-4')], last: 'a-4', more: false });
    clock.advance(35_000);
    await settle();
    expect(failures()).toBe(1);
  });

  test('a closed one ends its request and tells nothing more', async () => {
    const { asked, close, settle, failures, names } = setUp();
    close();
    await settle();
    expect(asked.at(-1)?.signal.aborted).toBe(true);
    expect(failures()).toBe(0);
    expect(names()).toEqual([]);
  });
});
