import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pollAnswerSchema, sampleSchema } from '../../src-shared/protocol/events.ts';
import { openPost, openWebSocket } from '../support/command-channel.ts';
import { startServer, type RunningServer } from '../support/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ args: ['--interval', '100'] });
});
afterAll(() => server.stop());

const poll = async (query: string) => {
  const response = await fetch(`${server.url}/api/v1/poll?${query}`);
  const body: unknown = await response.json();
  return v.parse(pollAnswerSchema, body);
};

describe.each([
  ['WebSocket', openWebSocket],
  ['POST', openPost],
])('commands over %s', (_name, open) => {
  test('answer a ping with the time of the server', async () => {
    const channel = await open(server.url);
    const reply = await channel.sendText('{"id":"p","type":"ping"}');
    expect(reply).toMatchObject({ replyTo: 'p', ok: true });
    expect(reply.ok && Math.abs(Number(reply.result.t) - Date.now())).toBeLessThan(5_000);
    channel.close();
  });

  test('change the filter of the viewer they name, and of nobody else', async () => {
    const viewer = randomBytes(24).toString('base64url');
    const other = randomBytes(24).toString('base64url');
    const [{ last }] = await Promise.all([poll(`viewer=${viewer}`), poll(`viewer=${other}`)]);
    const channel = await open(server.url, viewer);
    const reply = await channel.sendText('{"id":"f","type":"filter.set","filter":{"metrics":["memory"]}}');
    expect(reply).toMatchObject({ replyTo: 'f', ok: true, result: { filter: { metrics: ['memory'] } } });
    const metricsOf = async (id: string) => {
      const { events } = await poll(`viewer=${id}&after=${last}&timeout=5000`);
      const samples = events.filter((one) => one.event === 'sample');
      return new Set(samples.flatMap((one) => Object.keys(v.parse(sampleSchema, one.data).m)));
    };
    expect(await metricsOf(viewer)).toEqual(new Set(['memory']));
    expect(await metricsOf(other)).toContain('cpu');
    channel.close();
  });

  test('raise an interval below the server’s own and say so', async () => {
    const slow = await startServer({ args: ['--interval', '1000'] });
    try {
      const viewer = randomBytes(24).toString('base64url');
      await fetch(`${slow.url}/api/v1/poll?viewer=${viewer}`);
      const channel = await open(slow.url, viewer);
      const reply = await channel.sendText('{"id":"f","type":"filter.set","filter":{"intervalMs":200}}');
      expect(reply).toMatchObject({ ok: true, result: { intervalMs: 1000, raised: true } });
      channel.close();
    } finally {
      await slow.stop();
    }
  });

  test('that need a viewer fail without one, and the channel lives on', async () => {
    const channel = await open(server.url);
    expect(await channel.sendText('{"id":"f","type":"filter.set","filter":{}}')).toMatchObject({
      replyTo: 'f',
      ok: false,
      error: { code: 'no_viewer' },
    });
    expect(await channel.sendText('{"id":"p","type":"ping"}')).toMatchObject({ ok: true });
    channel.close();
  });

  test.each([
    ['{', null, 'bad_json'],
    ['"text"', null, 'invalid_command'],
    ['{"id":"a","type":"nope"}', 'a', 'unknown_command'],
    ['{"id":"a","type":"filter.set","filter":{"metrics":["nope"]}}', 'a', 'invalid_filter'],
    ['{"id":"a","type":"filter.set","filter":{"intervalMs":-1}}', 'a', 'invalid_filter'],
    [
      `{"id":"a","type":"filter.set","filter":{"metrics":${JSON.stringify(Array(65).fill('cpu'))}}}`,
      'a',
      'invalid_filter',
    ],
    ['{"id":"a","type":"filter.set","filter":{"processes":{"top":100000}}}', 'a', 'invalid_filter'],
  ])('refuse %s with one code', async (text, replyTo, code) => {
    const channel = await open(server.url, randomBytes(24).toString('base64url'));
    expect(await channel.sendText(text)).toMatchObject({ replyTo, ok: false, error: { code } });
    channel.close();
  });
});
