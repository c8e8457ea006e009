import { describe, expect, test, vi } from 'vitest';
import { createRulePreviews } from '../../../src-renderer/thresholds/rule-previews.svelte.ts';
import type { Dashboard } from '../../../src-renderer/state/model.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { someRule } from '../alerts/some-alerts.ts';

const nowMs = 1_700_000_000_000;
const dayMs = 86_400_000;

function setUp() {
  const answers: ((count: number) => void)[] = [];
  const command = vi.fn<Dashboard['command']>(
    (_type, { from, to }) =>
      new Promise((resolve) => {
        answers.push((count) => {
          resolve({ fired: [], count, from, to, covered: null });
        });
      }),
  );
  const clock = createFakeClock();
  const previews = createRulePreviews({ endMs: nowMs, command }, clock);
  const answer = async (index: number, count: number) => {
    answers[index]?.(count);
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  };
  const spans = () => command.mock.calls.map(([, { from }]) => (nowMs - Number(from)) / dayMs);
  return { previews, clock, command, answer, spans };
}

describe('the previews of a rule', () => {
  test('look a day back, and as far as is chosen from then on', async () => {
    const { previews, clock, answer, spans } = setUp();
    previews.want(someRule({ warn: 70 }));
    await answer(0, 3);
    expect(previews.preview?.count).toBe(3);
    clock.advance(1_000);
    previews.setSpan(7 * dayMs);
    expect(spans()).toEqual([1, 7]);
    // What is shown speaks of its own span until the new answer is there.
    expect(previews.preview?.count).toBe(3);
    await answer(1, 20);
    expect(previews.preview?.count).toBe(20);
  });

  test('an answer for the span before comes too late', async () => {
    const { previews, clock, answer } = setUp();
    previews.want(someRule());
    previews.setSpan(7 * dayMs);
    await answer(0, 3);
    expect(previews.preview).toBeNull();
    clock.advance(1_000);
    await answer(1, 20);
    expect(previews.preview?.count).toBe(20);
  });

  test('the rule before is asked about again first: a newer question takes the place of one under way', async () => {
    const { previews, clock, command, answer } = setUp();
    const before = someRule({ warn: 70 });
    previews.wantBefore(before);
    await answer(0, 9);
    previews.want(someRule({ warn: 80 }));
    await answer(1, 1);
    clock.advance(1_000);
    previews.setSpan(7 * dayMs);
    expect(previews.previewBefore).toBeNull();
    expect(command).toHaveBeenCalledTimes(3);
    await answer(2, 90);
    expect(previews.previewBefore?.count).toBe(90);
    expect(command.mock.calls[3]?.[1].rule).toMatchObject({ warn: 80 });
  });

  test('forgets everything once nobody changes the rule any more', async () => {
    const { previews, command, answer } = setUp();
    previews.want(someRule());
    previews.drop();
    await answer(0, 3);
    expect(previews.preview).toBeNull();
    previews.setSpan(7 * dayMs);
    expect(command).toHaveBeenCalledTimes(1);
  });
});
