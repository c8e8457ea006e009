import { describe, expect, test } from 'vitest';
import { createRuleBoard } from '../../../src-renderer/state/rules.svelte.ts';
import { createThresholdEditor } from '../../../src-renderer/thresholds/editor.svelte.ts';
import { Fault } from '../../../src-shared/fault.ts';
import type { Rule } from '../../../src-shared/protocol/rule.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const first: Rule = {
  series: 'cpu.total',
  instance: '*',
  direction: 'above',
  warn: 80,
  critical: 95,
  clear: 75,
  forMs: 30_000,
  keepMs: 30_000,
  enabled: true,
};

interface Sent {
  readonly rule: unknown;
  readonly accept: (revision: number) => void;
  readonly refuse: () => void;
}

function setUp() {
  const rules = createRuleBoard();
  rules.begin({ revision: 1, by: null, rules: [first] });
  const sent: Sent[] = [];
  const editor = createThresholdEditor(
    {
      rules,
      hello: null,
      endMs: 0,
      command: (type, fields) =>
        type === 'threshold.set'
          ? new Promise((resolve, reject) => {
              sent.push({
                rule: fields.rule,
                accept: (revision) => {
                  resolve({ revision });
                },
                refuse: () => {
                  reject(new Fault('internal', 'No.'));
                },
              });
            })
          : Promise.resolve({}),
    },
    createFakeClock(),
  );
  const put = (begun: Rule, rule: Rule) => {
    editor.begin(begun, 'warn');
    editor.edit(rule);
  };
  const tell = (revision: number, rule: Rule) => {
    rules.take({ revision, by: 'somebody', rules: [rule] });
  };
  return { editor, sent, put, tell };
}

describe("somebody else's change of a rule that is being changed here", () => {
  const theirs: Rule = { ...first, warn: 70, clear: 65 };

  test('is told with who made it, until theirs is taken', () => {
    const { editor, put, tell } = setUp();
    put(first, { ...first, warn: 85 });
    expect(editor.foreign).toBeNull();
    tell(2, theirs);
    expect(editor.foreign).toEqual({ theirs, by: 'somebody' });
    expect(editor.draft?.rule.warn).toBe(85);
    editor.cancel();
    expect(editor.foreign).toBeNull();
    expect(editor.shown('cpu.total', '*')).toEqual(theirs);
  });

  test('or until mine is kept: then what I left alone is theirs', () => {
    const { editor, sent, put, tell } = setUp();
    put(first, { ...first, warn: 85 });
    tell(2, theirs);
    editor.keepMine();
    expect(editor.foreign).toBeNull();
    expect(editor.draft).toMatchObject({ before: theirs, rule: { ...theirs, warn: 85 } });
    void editor.save();
    expect(sent.map(({ rule }) => rule)).toEqual([{ ...theirs, warn: 85 }]);
  });

  test('shows at once in a draft that has changed nothing yet', () => {
    const { editor, put, tell } = setUp();
    put(first, first);
    tell(2, theirs);
    expect(editor.foreign).toBeNull();
    expect(editor.shown('cpu.total', '*')).toEqual(theirs);
    editor.move(90, 100);
    expect(editor.draft?.rule).toEqual({ ...theirs, warn: 90, clear: 85 });
    expect(editor.foreign).toBeNull();
  });

  test('is no news where both say the same, or where the change is my own', async () => {
    const { editor, sent, put, tell } = setUp();
    put(first, theirs);
    tell(2, theirs);
    expect(editor.foreign).toBeNull();
    editor.cancel();
    put(theirs, { ...theirs, warn: 75 });
    const saved = editor.save();
    sent[0]?.accept(3);
    await saved;
    put({ ...theirs, warn: 75 }, { ...theirs, warn: 76 });
    expect(editor.foreign).toBeNull();
    tell(3, { ...theirs, warn: 75 });
    expect(editor.foreign).toBeNull();
    tell(4, { ...theirs, warn: 60 });
    expect(editor.foreign?.theirs.warn).toBe(60);
  });
});

test('one pointer moves a level at a time, and the next may when it has let go', () => {
  const { editor } = setUp();
  let isHeld = true;
  expect(editor.grab(() => isHeld)).toBe(true);
  expect(editor.grab(() => true)).toBe(false);
  isHeld = false;
  expect(editor.grab(() => true)).toBe(true);
});

describe('saving a threshold', () => {
  test('keeps what somebody else has changed since the draft began', async () => {
    const { editor, sent, put, tell } = setUp();
    put(first, { ...first, warn: 85 });
    const theirs = { ...first, forMs: 5_000, enabled: false };
    tell(2, theirs);
    const saved = editor.save();
    sent[0]?.accept(3);
    expect(await saved).toBe(true);
    expect(sent.map(({ rule }) => rule)).toEqual([{ ...theirs, warn: 85 }]);
    expect(editor.shown('cpu.total', '*')).toEqual({ ...theirs, warn: 85 });
  });

  test('sends nothing for a draft without a change of its own', async () => {
    const { editor, sent, put, tell } = setUp();
    put(first, first);
    tell(2, { ...first, warn: 70 });
    expect(await editor.save()).toBe(true);
    expect(sent).toEqual([]);
    expect(editor.draft).toBeNull();
  });

  test('goes on from what was saved while the news of it is still to come', async () => {
    const { editor, sent, put } = setUp();
    put(first, { ...first, warn: 85 });
    const saved = editor.save();
    sent[0]?.accept(2);
    await saved;
    editor.begin(first, 'critical');
    expect(editor.draft?.rule.warn).toBe(85);
    editor.edit({ ...first, warn: 85, critical: 97 });
    void editor.save();
    expect(sent[1]?.rule).toEqual({ ...first, warn: 85, critical: 97 });
  });

  test('takes a saved change back before the news of it came', async () => {
    const { editor, sent, put } = setUp();
    put(first, { ...first, warn: 85 });
    const saved = editor.save();
    sent[0]?.accept(2);
    await saved;
    put(first, first);
    void editor.save();
    expect(sent[1]?.rule).toEqual(first);
  });

  test('still holds a refused change in what was begun on top of it', async () => {
    const { editor, sent, put } = setUp();
    put(first, { ...first, warn: 85 });
    const saved = editor.save();
    put(first, { ...first, warn: 85, critical: 97 });
    sent[0]?.refuse();
    expect(await saved).toBe(false);
    void editor.save();
    expect(sent[1]?.rule).toEqual({ ...first, warn: 85, critical: 97 });
  });
});
