import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useKeptScripts } from '../../../src-main/desktop/kept-scripts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function switchedOff(windowData: string, given: string) {
  const switches = new Map([['disable-features', given]]);
  const commandLine = {
    getSwitchValue: (name: string) => switches.get(name) ?? '',
    appendSwitch: (name: string, value = '') => switches.set(name, value),
  };
  useKeptScripts(commandLine, windowData);
  expect([...switches.keys()]).toEqual(['disable-features']);
  return switches.get('disable-features');
}

describe('what Chromium keeps of scripts', () => {
  test.each([
    ['', 'BackgroundResourceFetch'],
    ['One,Two', 'One,Two,BackgroundResourceFetch'],
  ])('is looked for from the second start on, and what was switched off before (%j) stays so', (given, after) => {
    const windowData = temporaryFolder();
    mkdirSync(join(windowData, 'Code Cache'));
    expect(switchedOff(windowData, given)).toBe(after);
  });

  test('is not looked for at the first', () => {
    expect(switchedOff(temporaryFolder(), 'One')).toBe('One');
  });
});
