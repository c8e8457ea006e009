import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAttendance } from '../../../src-main/alerts/attendance.ts';
import { attentionAfter, withSnooze, type Attended } from '../../../src-main/alerts/attention.ts';
import type { KeptAttention } from '../../../src-main/alerts/journal.ts';
import type { LoggedState } from '../../../src-shared/protocol/alerts.ts';
import { alertEvent } from '../../support/alert-event.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const key = 'load.one@*';
const untilMs = 2_000_000_000_000;
const acknowledged = (one: Attended): Attended => ({
  ...one,
  acknowledgedBy: 'Ada',
  acknowledgedAt: 5,
  acknowledgedLevel: 'warn',
});
const snoozed = (one: Attended): Attended => withSnooze(one, untilMs, 0);

/** An attendance whose writes wait until the test lets them end. */
function make() {
  const writes: { readonly entries: readonly KeptAttention[]; readonly end: (error?: Error) => void }[] = [];
  const attendance = createAttendance(
    [],
    createFakeClock(),
    (entries) =>
      new Promise((resolve, reject) => {
        writes.push({
          entries,
          end: (error) => {
            if (error === undefined) resolve();
            else reject(error);
          },
        });
      }),
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { attendance, writes, turn };
}

describe('what people do about an alert', () => {
  test('counts when it is on disk', async () => {
    const { attendance, writes, turn } = make();
    const done = attendance.change(key, acknowledged);
    await turn();
    expect(writes[0]?.entries).toMatchObject([{ series: 'load.one', instance: '*', acknowledgedBy: 'Ada' }]);
    expect(attendance.of(key)).toEqual({});
    writes[0]?.end();
    await done;
    expect(attendance.of(key)).toEqual({ acknowledgedBy: 'Ada', acknowledgedAt: 5 });
  });

  test('is done one after the other: what cannot be written takes nothing of others with it', async () => {
    const { attendance, writes, turn } = make();
    const first = attendance.change(key, snoozed);
    const second = attendance.change(key, acknowledged);
    await turn();
    expect(writes).toHaveLength(1);
    writes[0]?.end(new Error('disk full'));
    await expect(first).rejects.toThrow('disk full');
    await turn();
    expect(writes[1]?.entries).toMatchObject([{ acknowledgedBy: 'Ada' }]);
    expect(writes[1]?.entries[0]).not.toHaveProperty('snoozedUntil');
    writes[1]?.end();
    await second;
    const third = attendance.change(key, snoozed);
    await turn();
    writes[2]?.end();
    await third;
    expect(attendance.of(key)).toEqual({ acknowledgedBy: 'Ada', acknowledgedAt: 5, snoozedUntil: untilMs });
  });

  test('does not bring back what ended while it was written', async () => {
    const { attendance, writes, turn } = make();
    const before = attendance.change(key, acknowledged);
    await turn();
    writes[0]?.end();
    await before;
    const done = attendance.change(key, snoozed);
    await turn();
    attendance.follow(key, alertEvent({ state: 'ok', from: 'warn' }));
    writes[1]?.end(new Error('disk full'));
    await expect(done).rejects.toThrow();
    expect(attendance.of(key)).toEqual({});
  });
});

test('an acknowledgement lasts, for any transitions, until the alert ends or is worse than it was seen', () => {
  const anyState = fc.constantFrom<LoggedState>('ok', 'warn', 'critical', 'unknown');
  const anyLevel = fc.constantFrom('warn' as const, 'critical' as const);
  fc.assert(
    fc.property(anyLevel, fc.array(anyState, { maxLength: 12 }), (seen, states) => {
      let one: Attended = { acknowledgedBy: 'Ada', acknowledgedAt: 5, acknowledgedLevel: seen, snoozedUntil: untilMs };
      for (const state of states) one = attentionAfter(one, { state });
      const isNews = states.some((state) => state === 'ok' || (state === 'critical' && seen === 'warn'));
      expect(one.acknowledgedBy).toBe(isNews ? undefined : 'Ada');
      expect(one.snoozedUntil).toBe(untilMs);
    }),
  );
});
