import { describe, expect, test } from 'vitest';
import { createPreviewAsker } from '../../../src-renderer/thresholds/preview-asker.ts';
import type { Preview } from '../../../src-shared/protocol/preview.ts';
import type { Rule } from '../../../src-shared/protocol/rule.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const answer: Preview = { fired: [], count: 0, from: 0, to: 1, covered: null };

function ruleAt(warn: number): Rule {
  return {
    series: 'cpu.total',
    instance: '*',
    direction: 'above',
    warn,
    critical: null,
    clear: null,
    forMs: 0,
    keepMs: 0,
    enabled: true,
  };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
}

describe('asking while a level moves', () => {
  test('asks at once, then at most five times a second, and always for the newest in the end', async () => {
    const clock = createFakeClock();
    const asked: (number | null)[] = [];
    const asker = createPreviewAsker(
      clock,
      (rule) => {
        asked.push(rule.warn);
        return Promise.resolve(answer);
      },
      () => undefined,
    );
    for (let i = 0; i < 100; i += 1) {
      asker.want(ruleAt(i));
      await settle();
      clock.advance(10);
      await settle();
    }
    clock.advance(200);
    await settle();
    expect(asked[0]).toBe(0);
    expect(asked.at(-1)).toBe(99);
    expect(asked.length).toBeLessThanOrEqual(6);
    expect(asked.length).toBeGreaterThanOrEqual(5);
  });

  test('has one question under way at a time', async () => {
    const clock = createFakeClock();
    const open: (() => void)[] = [];
    const asker = createPreviewAsker(
      clock,
      () =>
        new Promise((resolve) => {
          open.push(() => {
            resolve(answer);
          });
        }),
      () => undefined,
    );
    asker.want(ruleAt(1));
    clock.advance(1_000);
    asker.want(ruleAt(2));
    expect(open).toHaveLength(1);
    open[0]?.();
    await settle();
    expect(open).toHaveLength(2);
  });

  test('does not tell the answer to a question from before it was stopped', async () => {
    const told: Preview[] = [];
    const clock = createFakeClock();
    const asker = createPreviewAsker(
      clock,
      () => Promise.resolve(answer),
      (preview) => told.push(preview),
    );
    asker.want(ruleAt(1));
    asker.stop();
    await settle();
    expect(told).toEqual([]);
    asker.want(ruleAt(2));
    clock.advance(200);
    await settle();
    expect(told).toHaveLength(1);
  });
});
