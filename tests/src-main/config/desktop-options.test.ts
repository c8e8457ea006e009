import { expect, test } from 'vitest';
import { desktopOptions } from '../../../src-main/config/desktop-options.ts';

test('the desktop app takes what follows the first "--" for its options, and leaves the rest to Chromium', () => {
  const started = ['/opt/electron', '--no-sandbox', '--port=9', '/app'];
  expect(desktopOptions(started)).toEqual([]);
  expect(desktopOptions([...started, '--'])).toEqual([]);
  expect(desktopOptions([...started, '--', '--port', '0', '--', 'x'])).toEqual(['--port', '0', '--', 'x']);
});
