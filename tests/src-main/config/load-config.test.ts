import { writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultDataDir } from '../../../src-main/config/default-data-dir.ts';
import { loadConfig } from '../../../src-main/config/load-config.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const hourMs = 3_600_000;

describe('the settings', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lanpulse-config-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };

  test('have defaults that listen on this machine alone', () => {
    expect(loadConfig({ dataDir: '/d' }, {}, 'linux')).toEqual({
      port: 4780,
      host: '127.0.0.1',
      hostNames: [],
      trustedProxies: [],
      dataDir: '/d',
      interval: 1000,
      loopbackRole: 'operator',
      logLevel: 'warn',
      commands: true,
      viewerFocus: false,
      replayCap: 32 * 1024 ** 2,
      history: true,
      historyCap: 1024 ** 3,
      history1s: 48 * hourMs,
      history10s: 14 * 24 * hourMs,
      history1m: 90 * 24 * hourMs,
      history15m: 2 * 366 * 24 * hourMs,
      notifications: true,
      theme: 'auto',
      updates: true,
      updateChannel: 'latest',
      startAtLogin: false,
      closeToTray: true,
    });
  });

  test('come from the arguments before the environment before the file', async () => {
    const config = await write('all.json', '{"port": 1, "interval": 200, "host": "127.0.0.2"}');
    const env = { LANPULSE_PORT: '2', LANPULSE_INTERVAL: '300' };
    expect(loadConfig({ config, port: '3' }, env, 'linux')).toMatchObject({
      port: 3,
      interval: 300,
      host: '127.0.0.2',
    });
  });

  test('of sharing come as options, variables and keys', async () => {
    const config = await write('sharing.json', '{"share": true, "trustedProxies": ["10.0.0.0/8", "::1"]}');
    expect(
      loadConfig({ config, tls: true, host: '[::1]' }, { LANPULSE_HOST_NAME: 'a.example, b' }, 'linux'),
    ).toMatchObject({
      share: true,
      tls: true,
      host: '::1',
      hostNames: ['a.example', 'b'],
      trustedProxies: ['10.0.0.0/8', '::1'],
    });
    for (const word of ['on', '1', 'true']) expect(loadConfig({}, { LANPULSE_TLS: word }, 'linux').tls).toBe(true);
    for (const word of ['off', '0', 'false']) expect(loadConfig({}, { LANPULSE_TLS: word }, 'linux').tls).toBe(false);
    for (const host of ['0.0.0.0', '::', '192.168.1.2', 'localhost']) {
      expect(loadConfig({ host }, {}, 'linux').host).toBe(host);
    }
  });

  test('take sizes and durations as people write them', async () => {
    const config = await write('amounts.json', '{"historyCap": 104857600, "history1m": "52w"}');
    const env = { LANPULSE_HISTORY: 'off', LANPULSE_HISTORY_10S: '1.5d' };
    expect(loadConfig({ config, history1s: '90m', history15m: '3 y' }, env, 'linux')).toMatchObject({
      history: false,
      historyCap: 100 * 1024 ** 2,
      history1s: 1.5 * hourMs,
      history10s: 1.5 * 24 * hourMs,
      history1m: 52 * 7 * 24 * hourMs,
      history15m: 3 * 366 * 24 * hourMs,
    });
    expect(loadConfig({ historyCap: '1.5GiB' }, {}, 'linux').historyCap).toBe(1.5 * 1024 ** 3);
    expect(loadConfig({}, { LANPULSE_REPLAY_CAP: '64K' }, 'linux').replayCap).toBe(64 * 1024);
    expect(loadConfig({ historyCap: '500m' }, {}, 'linux').historyCap).toBe(500 * 1024 ** 2);
  });

  test.each([
    ['--history must be on or off, not "maybe"', { history: 'maybe' }, {}],
    ['--history-cap must be a size such as 500M or 2G, from 16M to 1T, not "2 gigs"', { historyCap: '2 gigs' }, {}],
    ['--replay-cap must be a size such as 500M or 2G, from 64K to 1G, not "63K"', { replayCap: '63K' }, {}],
    ['--history-cap must be a size', { historyCap: '15M' }, {}],
    ['--history-cap must be a size', { historyCap: '' }, {}],
    ['LANPULSE_HISTORY_1S must be a duration such as 48h', {}, { LANPULSE_HISTORY_1S: '48' }],
    ['--history-15m must be a duration', { history15m: '21y' }, {}],
    ['--history-10s must be at least as long as history1s, not "1h"', { history10s: '1h' }, {}],
    ['--history-10s must be at least as long as history1s.', { history1s: '30d' }, {}],
  ])('of what is kept are refused with "%s"', (message, args, env) => {
    expect(() => loadConfig(args, env, 'linux')).toThrow(message);
  });

  test.each([
    ['--port must be a whole number', { port: 'abc' }, {}],
    ['--port must be a whole number', { port: '65536' }, {}],
    ['--interval must be a whole number of milliseconds from 100 to 60000, not "99"', { interval: '99' }, {}],
    ['LANPULSE_INTERVAL must be', {}, { LANPULSE_INTERVAL: '-1' }],
    ['--host must be an address of this machine', { host: 'nas' }, {}],
    ['--host must be an address of this machine', { host: '192.168.1.300' }, {}],
    ['--host must be a loopback address while share is off', { host: '0.0.0.0' }, { LANPULSE_SHARE: 'off' }],
    ['LANPULSE_TLS must be on or off, not "maybe"', {}, { LANPULSE_TLS: 'maybe' }],
    ['--tls-key is needed beside the certificate', { tlsCert: 'a.pem' }, {}],
    ['--tls-cert is needed beside the key', { tlsKey: 'a.pem' }, {}],
    ['--trusted-proxy must be addresses such as 127.0.0.1 or 10.0.0.0/8', { trustedProxies: 'nginx' }, {}],
    ['LANPULSE_TRUSTED_PROXY must be addresses', {}, { LANPULSE_TRUSTED_PROXY: '10.0.0.0/33' }],
    ['--host-name must be host names', { hostNames: 'a.example,http://b' }, {}],
    ['LANPULSE_LOOPBACK_ROLE must be operator, viewer or none', {}, { LANPULSE_LOOPBACK_ROLE: 'root' }],
  ])('are refused with "%s" by the name the person used', (message, args, env) => {
    expect(() => loadConfig(args, env, 'linux')).toThrow(message);
  });

  test('name the key of the file that is wrong or unknown', async () => {
    const wrong = await write('wrong.json', '{"interval": "soon"}');
    const unknown = await write('unknown.json', '{"colour": "red"}');
    const broken = await write('broken.json', '{');
    expect(() => loadConfig({ config: wrong }, {}, 'linux')).toThrow('"interval" in');
    expect(() => loadConfig({ config: unknown }, {}, 'linux')).toThrow('"colour" is not a known key.');
    const mistyped = await write('mistyped.json', '{"histroyCap": "2G"}');
    expect(() => loadConfig({ config: mistyped }, {}, 'linux')).toThrow('known key. Did you mean "historyCap"?');
    expect(() => loadConfig({ config: broken }, {}, 'linux')).toThrow('is not a JSON object');
    expect(() => loadConfig({ config: join(folder, 'none') }, {}, 'linux')).toThrow('cannot be read');
  });
});

describe('the config file', () => {
  test('is found in the data directory without being named, and may be missing there', () => {
    const dataDir = temporaryFolder();
    expect(loadConfig({ dataDir }, {}, 'linux').interval).toBe(1000);
    writeFileSync(join(dataDir, 'lanpulse.config.json'), '{"$schema": "./x.json", "interval": 300}');
    expect(loadConfig({ dataDir }, {}, 'linux').interval).toBe(300);
    expect(loadConfig({}, { LANPULSE_DATA_DIR: dataDir }, 'linux').interval).toBe(300);
    expect(loadConfig({}, { XDG_DATA_HOME: dataDir }, 'linux').interval).toBe(1000);
  });

  test('that is named stands in place of the one in the data directory', () => {
    const dataDir = temporaryFolder();
    const named = join(temporaryFolder(), 'other.json');
    writeFileSync(join(dataDir, 'lanpulse.config.json'), '{"interval": 300}');
    writeFileSync(named, '{"theme": "dark"}');
    expect(loadConfig({ dataDir, config: named }, {}, 'linux')).toMatchObject({ interval: 1000, theme: 'dark' });
  });
});

describe('the data directory', () => {
  test.each([
    ['linux', {}, '/home/a/.local/share/lanpulse'],
    ['linux', { XDG_DATA_HOME: '/x' }, '/x/lanpulse'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/a/.local/share/lanpulse'],
    ['darwin', {}, '/home/a/Library/Application Support/Lanpulse'],
  ] as const)('on %s with %j is %s', (platform, env, expected) => {
    expect(defaultDataDir(platform, env, '/home/a')).toBe(expected);
  });
});
