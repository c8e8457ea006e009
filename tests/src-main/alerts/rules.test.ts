import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRules } from '../../../src-main/alerts/rules.ts';
import { ruleFor } from '../../../src-main/alerts/rule-book.ts';
import { defaultRules } from '../../../src-shared/protocol/default-rules.ts';
import type { Rule, Rules } from '../../../src-shared/protocol/rule.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const cpu = defaultRules().find(({ series }) => series === 'cpu.total');
if (cpu === undefined) throw new Error('the CPU has no default');
const changed: Rule = { ...cpu, warn: 60, clear: 50 };

async function open(dataDir = temporaryFolder()) {
  const log = createTestLog();
  const told: Rules[] = [];
  const rules = await openRules({ dataDir, clock: createFakeClock(), log, onChange: (now) => told.push(now) });
  return { rules, dataDir, log, told, file: join(dataDir, 'rules.json') };
}

describe('the rules', () => {
  test('are the defaults until somebody changes one', async () => {
    const { rules } = await open();
    expect(rules.current()).toEqual({ revision: 0, by: null, rules: defaultRules() });
  });

  test('are in force and on disk when a change is answered, and everybody is told once', async () => {
    const { rules, dataDir, told, file } = await open();
    const answer = await rules.set(changed, 'Ada');
    expect(answer).toMatchObject({ revision: 1, by: 'Ada' });
    expect(answer.rules.filter(({ series }) => series === 'cpu.total')).toEqual([changed]);
    expect(ruleFor(rules.book(), 'cpu.total', '*')).toEqual(changed);
    expect(told).toEqual([answer]);
    expect(readFileSync(file, 'utf8')).toContain('"revision":1');
    expect((await open(dataDir)).rules.current()).toEqual(answer);
  });

  test('count one revision per change, also when many come at once', async () => {
    const { rules, dataDir, told } = await open();
    const levels = Array.from({ length: 20 }, (_, n) => 60 + n);
    await Promise.all(levels.map((warn) => rules.set({ ...changed, warn }, 'Ada')));
    expect(told.map(({ revision }) => revision)).toEqual(levels.map((_, n) => n + 1));
    expect(rules.current().rules.find(({ series }) => series === 'cpu.total')?.warn).toBe(79);
    expect((await open(dataDir)).rules.current()).toEqual(rules.current());
  });

  test('stay as they are where a change is refused, or is none', async () => {
    const { rules, told, dataDir } = await open();
    await expect(rules.set({ ...changed, clear: 99 }, 'Ada')).rejects.toMatchObject({ code: 'invalid_rule' });
    await rules.set(cpu, 'Ada');
    await rules.reset('cpu.total', undefined, 'Ada');
    await expect(rules.reset('cpu.nope', undefined, 'Ada')).rejects.toMatchObject({ code: 'invalid_rule' });
    expect(told).toEqual([]);
    expect(rules.current().revision).toBe(0);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test('of one instance come and go without those of the others', async () => {
    const { rules } = await open();
    const cores = defaultRules().find(({ series }) => series === 'cpu.cores');
    const one = { ...cores, instance: '1', warn: 50, clear: 40, enabled: true };
    const two = { ...cores, instance: '2', warn: 55, clear: 40, enabled: true };
    await rules.set(one, 'Ada');
    await rules.set(two, 'Ada');
    await rules.reset('cpu.cores', '1', 'Bob');
    const left = rules.current();
    expect(left).toMatchObject({ revision: 3, by: 'Bob' });
    expect(left.rules.filter(({ series }) => series === 'cpu.cores')).toEqual([cores, two]);
    await rules.reset('cpu.cores', undefined, 'Bob');
    expect(rules.current().rules).toEqual(defaultRules());
  });

  test('are bounded in number', async () => {
    const { rules } = await open();
    const cores = defaultRules().find(({ series }) => series === 'cpu.cores');
    const all = Array.from({ length: 501 }, (_, n) => rules.set({ ...cores, instance: String(n) }, 'Ada'));
    const results = await Promise.allSettled(all);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  }, 60_000);

  test('go on from the defaults where the file is damaged, which is kept for the owner', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'rules.json'), '{"format":1,"revi');
    const { rules, log } = await open(dataDir);
    expect(rules.current().rules).toEqual(defaultRules());
    expect(readdirSync(dataDir).sort()).toEqual(['rules.damaged-2023-11-14T22-13-20.000Z.json', 'rules.json']);
    expect(log.text()).toContain('a damaged file was set aside');
  });

  test('keep what is good of a file in which one rule is not', async () => {
    const dataDir = temporaryFolder();
    const file = { format: 1, revision: 7, by: 'Ada', changed: [changed, { ...changed, series: 'gone.away' }] };
    writeFileSync(join(dataDir, 'rules.json'), JSON.stringify(file));
    const { rules } = await open(dataDir);
    expect(rules.current()).toMatchObject({ revision: 7, by: 'Ada' });
    expect(rules.current().rules).toContainEqual(changed);
    expect(readdirSync(dataDir)).toHaveLength(2);
    expect((await open(dataDir)).log.text()).toBe('');
  });

  test.skipIf(process.platform === 'win32')('are readable by their owner alone', async () => {
    const { rules, file } = await open();
    await rules.set(changed, 'Ada');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
