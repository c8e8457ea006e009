import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src-shared/fault.ts';
import type { HistoryAnswer } from '../../../src-shared/protocol/history.ts';
import { patient } from '../../../src-renderer/link/patient.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const query = { series: ['cpu.total'], from: 0, to: 60_000, points: 1 };
const kept: HistoryAnswer = { from: 0, to: 60_000, step: 60_000, resolutionMs: 1_000, t: [], series: [] };
const busy = new Fault('too_many', 'Too many questions at once.');

/** A server that answers in turn, its last answer for ever. */
function askIn(answers: readonly (HistoryAnswer | Fault)[]) {
  let asked = 0;
  const clock = createFakeClock(0);
  const ask = patient<typeof query, HistoryAnswer>(() => {
    asked += 1;
    return Promise.resolve(answers[Math.min(asked, answers.length) - 1] ?? busy);
  }, clock);
  /** Lets time pass, and what waits for it go on. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 100) {
      clock.advance(100);
      await new Promise(setImmediate);
    }
  };
  return { ask, pass, asked: () => asked };
}

describe('a question about the past', () => {
  test('is asked again a moment later where the server has too much to do', async () => {
    const { ask, pass, asked } = askIn([busy, busy, kept]);
    const answer = ask(query, new AbortController().signal);
    await pass(1_400);
    expect(asked()).toBe(1);
    await pass(1_800);
    expect(await answer).toBe(kept);
    expect(asked()).toBe(3);
  });

  test('is not asked again where it is refused for another reason', async () => {
    const refused = new Fault('invalid_query', 'There is no such series.');
    const { ask, asked } = askIn([refused]);
    expect(await ask(query, new AbortController().signal)).toBe(refused);
    expect(asked()).toBe(1);
  });

  test('is given up at once when nobody waits any more', async () => {
    const { ask, pass, asked } = askIn([busy]);
    const asking = new AbortController();
    const answer = ask(query, asking.signal);
    await pass(100);
    asking.abort();
    expect(await answer).toBe(busy);
    await pass(3_000);
    expect(asked()).toBe(1);
  });

  test('tells the refusal where the server stays busy', async () => {
    const { ask, pass, asked } = askIn([busy]);
    const answer = ask(query, new AbortController().signal);
    await pass(60_000);
    expect(await answer).toBe(busy);
    expect(asked()).toBe(20);
  });
});
