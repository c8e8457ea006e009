import { expect, test } from 'vitest';
import { showChanges } from '../../../src-main/desktop/show-changes.ts';
import { updateEntry } from '../../../src-main/desktop/update-state.ts';

test('a menu is set at first, and then only where its entry for updates says something else', () => {
  const shown: unknown[] = [];
  let share = 0;
  const refresh = showChanges(
    () => updateEntry({ kind: 'downloading', version: '2.0.0', share }, { isOn: true, channel: 'latest' }),
    ({ label }) => {
      shown.push(label);
    },
  );
  for (share of [0.3, 0.31, 0.35, 0.39, 0.4, 0.45]) refresh();
  expect(shown).toEqual(['Downloading 2.0.0: 30 %…', 'Downloading 2.0.0: 40 %…']);
});

test('a menu without an entry for updates is set once', () => {
  let times = 0;
  const refresh = showChanges(
    () => null,
    () => {
      times += 1;
    },
  );
  refresh();
  refresh();
  expect(times).toBe(1);
});
