import { describe, expect, test } from 'vitest';
import { version } from '../../../src-main/version.ts';
import { readCommandLine } from '../../../src-main/config/command-line.ts';

describe('the command line', () => {
  test('serves with the options given, of a repeated one the last', () => {
    expect(readCommandLine(['serve', '--port', '1', '--port', '2', '--data-dir', '/d'])).toEqual({
      kind: 'serve',
      args: { port: '2', dataDir: '/d' },
    });
  });

  test('answers help and version as text', () => {
    for (const argv of [[], ['--help'], ['serve', '--help'], ['--version']]) {
      expect(readCommandLine(argv)).toMatchObject({ kind: 'text' });
    }
    expect(JSON.stringify(readCommandLine(['serve', '--help']))).toContain('--interval');
    expect(readCommandLine(['--version'])).toEqual({
      kind: 'text',
      text: `${version}
`,
    });
  });

  test.each([[['serve', '--prot', '1']], [['serve', '--port']], [['serve', 'extra']], [['sevre']], [['--tls']]])(
    'refuses %j in one line',
    (argv) => {
      let message = '';
      try {
        readCommandLine(argv);
      } catch (caught) {
        message = caught instanceof Error ? caught.message : '';
        expect(caught).toMatchObject({ code: 'bad_option' });
      }
      expect(message).not.toBe('');
      expect(message).not.toContain('\n');
    },
  );
});
