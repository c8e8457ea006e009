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

  test('switches need no value, and lists add up', () => {
    const proxies = ['--trusted-proxy', '::1', '--trusted-proxy', '10.0.0.0/8,10.1.0.1'];
    expect(readCommandLine(['serve', '--share', '--tls', ...proxies, '--host-name', 'a.example'])).toEqual({
      kind: 'serve',
      args: { share: true, tls: true, trustedProxies: '::1,10.0.0.0/8,10.1.0.1', hostNames: 'a.example' },
    });
  });

  test('asks for a pairing code for a role, a viewer where none is named', () => {
    expect(readCommandLine(['pair'])).toEqual({ kind: 'pair', args: {}, role: 'viewer' });
    expect(readCommandLine(['pair', '--role', 'operator', '--data-dir', '/d'])).toEqual({
      kind: 'pair',
      args: { dataDir: '/d' },
      role: 'operator',
    });
    expect(() => readCommandLine(['pair', '--role', 'owner'])).toThrow(/viewer, operator.+lanpulse pair --help/u);
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
