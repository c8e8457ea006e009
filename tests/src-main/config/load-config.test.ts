import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultDataDir } from '../../../src-main/config/data-dir.ts';
import { loadConfig } from '../../../src-main/config/load-config.ts';

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
      dataDir: '/d',
      interval: 1000,
      loopbackRole: 'operator',
      logLevel: 'warn',
      history: 'on',
      historyCap: 1024 ** 3,
      history1s: 48 * hourMs,
      history10s: 14 * 24 * hourMs,
      history1m: 90 * 24 * hourMs,
      history15m: 2 * 366 * 24 * hourMs,
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

  test('take sizes and durations as people write them', async () => {
    const config = await write('amounts.json', '{"historyCap": 104857600, "history1m": "52w"}');
    const env = { LANPULSE_HISTORY: 'off', LANPULSE_HISTORY_10S: '1.5d' };
    expect(loadConfig({ config, history1s: '90m', history15m: '3 y' }, env, 'linux')).toMatchObject({
      history: 'off',
      historyCap: 100 * 1024 ** 2,
      history1s: 1.5 * hourMs,
      history10s: 1.5 * 24 * hourMs,
      history1m: 52 * 7 * 24 * hourMs,
      history15m: 3 * 366 * 24 * hourMs,
    });
    expect(loadConfig({ historyCap: '1.5GiB' }, {}, 'linux').historyCap).toBe(1.5 * 1024 ** 3);
    expect(loadConfig({ historyCap: '500m' }, {}, 'linux').historyCap).toBe(500 * 1024 ** 2);
  });

  test.each([
    ['--history must be on or off, not "maybe"', { history: 'maybe' }, {}],
    ['--history-cap must be a size such as 500M or 2G, from 16M to 1T, not "2 gigs"', { historyCap: '2 gigs' }, {}],
    ['--history-cap must be a size', { historyCap: '15M' }, {}],
    ['--history-cap must be a size', { historyCap: '' }, {}],
    ['LANPULSE_HISTORY_1S must be a duration such as 48h', {}, { LANPULSE_HISTORY_1S: '48' }],
    ['--history-15m must be a duration', { history15m: '21y' }, {}],
    ['--history-10s must be at least as long as history1s, not "1h"', { history10s: '1h' }, {}],
    ['--history-10s must be at least as long as history1s.', { history1s: '30d' }, {}],
  ])('of the history are refused with "%s"', (message, args, env) => {
    expect(() => loadConfig(args, env, 'linux')).toThrow(message);
  });

  test.each([
    ['--port must be a whole number', { port: 'abc' }, {}],
    ['--port must be a whole number', { port: '65536' }, {}],
    ['--interval must be a whole number of milliseconds from 100 to 60000, not "99"', { interval: '99' }, {}],
    ['LANPULSE_INTERVAL must be', {}, { LANPULSE_INTERVAL: '-1' }],
    ['--host must be a loopback address', { host: '0.0.0.0' }, {}],
    ['LANPULSE_LOOPBACK_ROLE must be operator, viewer or none', {}, { LANPULSE_LOOPBACK_ROLE: 'root' }],
  ])('are refused with "%s" by the name the person used', (message, args, env) => {
    expect(() => loadConfig(args, env, 'linux')).toThrow(message);
  });

  test('name the key of the file that is wrong or unknown', async () => {
    const wrong = await write('wrong.json', '{"interval": "soon"}');
    const unknown = await write('unknown.json', '{"colour": "red"}');
    const broken = await write('broken.json', '{');
    expect(() => loadConfig({ config: wrong }, {}, 'linux')).toThrow('"interval" in');
    expect(() => loadConfig({ config: unknown }, {}, 'linux')).toThrow('"colour" is not a known key');
    expect(() => loadConfig({ config: broken }, {}, 'linux')).toThrow('is not a JSON object');
    expect(() => loadConfig({ config: join(folder, 'none') }, {}, 'linux')).toThrow('cannot be read');
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
