import { describe, expect, test } from 'vitest';
import type { CommandContext } from '../../../src-main/control/command.ts';
import { dispatch } from '../../../src-main/control/dispatch.ts';
import { createThresholdCommands } from '../../../src-main/control/threshold-commands.ts';
import { openRules } from '../../../src-main/alerts/rules.ts';
import { principalOf, senderOf } from '../../support/access.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function make() {
  const clock = createFakeClock();
  const log = createTestLog();
  const rules = await openRules({ dataDir: temporaryFolder(), clock, log, onChange: () => undefined });
  const table = new Map(
    createThresholdCommands(
      { rules, preview: (_rule, from, to) => Promise.resolve({ fired: [], count: 0, from, to, covered: null }) },
      clock,
    ),
  );
  /** Of so many previews at one moment, how many are answered. */
  const answered = async (times: number, by: (n: number) => Partial<CommandContext>) => {
    const outcomes = await Promise.all(
      Array.from({ length: times }, (_, n) =>
        dispatch(
          table,
          '{"type":"threshold.preview","from":1,"to":2}',
          senderOf(principalOf('viewer', 'one'), by(n)),
          log,
        ),
      ),
    );
    const refused = outcomes.filter(({ reply }) => !reply.ok);
    for (const { fault } of refused) expect(fault?.code).toBe('too_many');
    return times - refused.length;
  };
  return { answered };
}

describe('previews', () => {
  test('of a page that asks without end leave those of others alone', async () => {
    const { answered } = await make();
    expect(await answered(100, () => ({ connection: 'channel 1' }))).toBe(20);
    expect(await answered(20, () => ({ connection: 'channel 2' }))).toBe(20);
    expect(await answered(20, () => ({ principal: principalOf('viewer', 'other') }))).toBe(20);
  });

  test('are bounded for a session that names a new page each time', async () => {
    const { answered } = await make();
    expect(await answered(1_000, (n) => ({ connection: `channel ${String(n)}` }))).toBe(200);
    expect(await answered(5, () => ({ principal: principalOf('viewer', 'other') }))).toBe(5);
  });

  test('of a session that names no page share one limit', async () => {
    const { answered } = await make();
    expect(await answered(100, () => ({}))).toBe(20);
  });
});
