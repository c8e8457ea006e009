import { describe, expect, test } from 'vitest';
import { createAudit } from '../../src-main/audit.ts';
import { createFakeClock } from '../support/fake-clock.ts';

function open() {
  const lines: unknown[] = [];
  const clock = createFakeClock();
  const audit = createAudit({ info: (line: unknown) => lines.push(line) }, clock);
  return { audit, lines, clock };
}

describe('the audit log', () => {
  test('says what was done, by whom, and what came of it', () => {
    const { audit, lines } = open();
    const by = { role: 'operator', owner: 'session:s1' } as const;
    audit({ what: 'threshold.set', by, outcome: 'ok', request: 'r1', detail: { series: 'cpu.total' } });
    audit({ what: 'pair', by: null, outcome: 'wrong_code' });
    expect(lines).toEqual([
      {
        audit: 'threshold.set',
        by: 'session',
        role: 'operator',
        session: 's1',
        request: 'r1',
        outcome: 'ok',
        detail: { series: 'cpu.total' },
      },
      { audit: 'pair', by: 'nobody', role: null, session: null, request: null, outcome: 'wrong_code' },
    ]);
  });

  test('writes some of a flood of refusals, and says how many it left out', () => {
    const { audit, lines, clock } = open();
    for (let n = 0; n < 10_000; n += 1) audit({ what: 'pair', by: null, outcome: 'wrong_code' });
    expect(lines).toHaveLength(50);
    clock.advance(10_000);
    audit({ what: 'pair', by: null, outcome: 'pairing_locked' });
    expect(lines.at(-1)).toMatchObject({ outcome: 'pairing_locked', omitted: 9_950 });
  });

  test('writes every change, however many were refused before', () => {
    const { audit, lines } = open();
    const by = { role: 'operator', owner: 'loopback' } as const;
    for (let n = 0; n < 60; n += 1) audit({ what: 'note.add', by: null, outcome: 'forbidden' });
    for (let n = 0; n < 60; n += 1) audit({ what: 'note.add', by, outcome: 'ok' });
    expect(lines.filter((line) => JSON.stringify(line).includes('"ok"'))).toHaveLength(60);
  });

  test('cuts what is too long', () => {
    const { audit, lines } = open();
    audit({ what: 'unpair', by: null, outcome: 'ok', detail: { name: 'x'.repeat(5_000) } });
    expect(JSON.stringify(lines).length).toBeLessThan(500);
  });
});
