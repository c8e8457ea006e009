import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { autostartEntry } from '../../../src-main/desktop/autostart-entry.ts';
import { inCi } from '../../support/browser.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const exec = (...command: readonly string[]) => /^Exec=(.*)$/mu.exec(autostartEntry(command))?.[1];

describe('the file that starts Lanpulse at login', () => {
  test('names program and arguments', () => {
    expect(exec('/opt/Lanpulse/lanpulse', '--hidden')).toBe('"/opt/Lanpulse/lanpulse" "--hidden"');
  });

  test('keeps what desktops and shells would read otherwise', () => {
    expect(exec('/home/a b/100%')).toBe('"/home/a b/100%%"');
    expect(exec('a"b`c$d')).toBe(String.raw`"a\\"b\\${'`'}c\\$d"`);
    expect(exec('a\\b')).toBe(String.raw`"a\\\\b"`);
  });

  test('is one that desktops accept', ({ skip }) => {
    const file = join(temporaryFolder(), 'lanpulse.desktop');
    writeFileSync(file, autostartEntry(['/opt/Lan pulse/lanpulse', '--hidden', '--', '--data-dir', '/srv/$x']));
    const checked = spawnSync('desktop-file-validate', [file], { encoding: 'utf8' });
    skip(!inCi && checked.error !== undefined, 'desktop-file-validate is not installed (package desktop-file-utils)');
    expect(checked.stdout + checked.stderr).toBe('');
  });
});
