import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alertEventSchema, alertsSchema } from '../../src-shared/protocol/alerts.ts';
import { helloSchema } from '../../src-shared/protocol/events.ts';
import { previewSchema } from '../../src-shared/protocol/preview.ts';
import { rulesSchema, type Rule } from '../../src-shared/protocol/rule.ts';
import { openPost, openWebSocket, type CommandChannel, type ParsedReply } from '../support/command-channel.ts';
import { openEventStream, type EventStream } from '../support/event-stream.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

/** Memory in use is above this and below that on any machine, so the test decides what fires. */
const rule: Rule = {
  series: 'memory.usedShare',
  instance: '*',
  direction: 'above',
  warn: 99,
  critical: null,
  clear: 98,
  forMs: 0,
  keepMs: 0,
  enabled: true,
};
const firing: Rule = { ...rule, warn: 0, clear: 0 };

const get = async <Output>(url: string, schema: v.GenericSchema<unknown, Output>): Promise<Output> => {
  const body: unknown = await (await fetch(url)).json();
  return v.parse(schema, body);
};

const send = (channel: CommandChannel, type: string, rest: object): Promise<ParsedReply> =>
  channel.sendText(JSON.stringify({ id: 'c', type, ...rest }));

const next = async <Output>(stream: EventStream, event: string, schema: v.GenericSchema<unknown, Output>) => {
  const events = await stream.takeUntil((one) => one.event === event);
  return v.parse(v.pipe(v.string(), v.parseJson(), schema), events.at(-1)?.data);
};

/** A busy machine may have alerts of its own. */
const nextAlert = async (stream: EventStream) => {
  for (;;) {
    const event = await next(stream, 'alert', alertEventSchema);
    if (event.series === rule.series) return event;
  }
};

describe.each([
  ['WebSocket', openWebSocket],
  ['POST', openPost],
])('thresholds and alerts over %s', (_name, open) => {
  let server: RunningServer;
  let channel: CommandChannel;
  beforeAll(async () => {
    server = await startServer({ args: ['--interval', '100'] });
    channel = await open(server.url);
  });
  afterAll(async () => {
    channel.close();
    await server.stop();
  });

  test('a change is answered, kept, and on the screens of others, with its author', async () => {
    const stream = await openEventStream(`${server.url}/api/v1/events?metrics=load`);
    const hello = await next(stream, 'hello', helloSchema);
    const [reply, rules] = await Promise.all([
      send(channel, 'threshold.set', { rule }),
      next(stream, 'rules', rulesSchema),
    ]);
    expect(reply).toMatchObject({ replyTo: 'c', ok: true });
    expect(rules).toMatchObject({ revision: hello.rules.revision + 1, by: 'this machine' });
    expect(reply.ok && reply.result.revision).toBe(rules.revision);
    expect(rules.rules).toContainEqual(rule);
    expect(await get(`${server.url}/api/v1/rules`, rulesSchema)).toEqual(rules);
    stream.close();
  });

  test('of two that change the same at once both are told the same order', async () => {
    const other = await open(server.url);
    const streams = await Promise.all([0, 1].map(() => openEventStream(`${server.url}/api/v1/events?metrics=load`)));
    await Promise.all(streams.map((stream) => next(stream, 'hello', helloSchema)));
    await Promise.all([
      send(channel, 'threshold.set', { rule: { ...rule, warn: 98.5 } }),
      send(other, 'threshold.set', { rule: { ...rule, warn: 98.7 } }),
    ]);
    const seen = await Promise.all(
      streams.map(async (stream) => [
        await next(stream, 'rules', rulesSchema),
        await next(stream, 'rules', rulesSchema),
      ]),
    );
    expect(seen[0]).toEqual(seen[1]);
    expect(await get(`${server.url}/api/v1/rules`, rulesSchema)).toEqual(seen[0]?.[1]);
    for (const stream of streams) stream.close();
    other.close();
  });

  test.each([
    ['warn', { ...rule, warn: 101 }],
    ['clear', { ...rule, clear: 99.5 }],
    ['series', { ...rule, series: 'memory.nope' }],
    ['forMs', { ...rule, forMs: -1 }],
  ])('a bad %s gets a code and a message with its name, and nothing changes', async (field, bad) => {
    const before = await get(`${server.url}/api/v1/rules`, rulesSchema);
    for (const type of ['threshold.set', 'threshold.preview']) {
      expect(await send(channel, type, { rule: bad, from: 1, to: 2 })).toMatchObject({
        ok: false,
        error: { code: 'invalid_rule', message: expect.stringContaining(`"${field}"`) },
      });
    }
    expect(await get(`${server.url}/api/v1/rules`, rulesSchema)).toEqual(before);
  });

  test.each([
    ['threshold.reset', {}, 'series'],
    ['threshold.preview', { rule, from: 'then', to: 2 }, 'from'],
    ['threshold.preview', { rule, from: 5, to: 5 }, 'to'],
    ['threshold.preview', { rule, from: 0, to: Date.now() }, 'from'],
    ['alert.acknowledge', { series: 'memory.usedShare' }, 'instance'],
    ['alert.snooze', { series: 'memory.usedShare', instance: '*', untilMs: 1.5 }, 'untilMs'],
    ['notify.remove', {}, 'targetId'],
  ])('%s with %o is refused with the name of the field', async (type, rest, field) => {
    expect(await send(channel, type, rest)).toMatchObject({
      ok: false,
      error: { code: 'invalid_command', message: expect.stringContaining(`"${field}"`) },
    });
  });

  test('an alert fires, is previewed, acknowledged and snoozed, and clears once with its rule', async () => {
    const stream = await openEventStream(`${server.url}/api/v1/events?metrics=load`);
    await next(stream, 'hello', helloSchema);
    await send(channel, 'threshold.set', { rule: firing });
    expect(await nextAlert(stream)).toMatchObject({
      series: 'memory.usedShare',
      instance: '*',
      state: 'warn',
      from: 'ok',
      rule: firing,
    });
    const to = Date.now() + 1_000;
    const previewed = async () => {
      const preview = await send(channel, 'threshold.preview', { rule: firing, from: to - 60_000, to });
      return v.parse(previewSchema, preview.ok && preview.result);
    };
    // Set soon after the start, the alert fires between two readings; a preview knows of readings only.
    await expect.poll(previewed).toMatchObject({ count: 1, fired: [{ level: 'warn' }] });

    const which = { series: 'memory.usedShare', instance: '*' };
    const untilMs = Date.now() + 900_000;
    expect(await send(channel, 'alert.acknowledge', which)).toMatchObject({ ok: true });
    expect(await nextAlert(stream)).toMatchObject({ update: 'acknowledged', state: 'warn' });
    expect(await send(channel, 'alert.snooze', { ...which, untilMs })).toMatchObject({
      ok: true,
      result: { alert: { snoozedUntil: untilMs, acknowledgedBy: 'this machine' } },
    });
    expect(await nextAlert(stream)).toMatchObject({ update: 'snoozed', snoozedUntil: untilMs });
    expect(await send(channel, 'alert.snooze', { ...which, untilMs: untilMs + 7 * 86_400_000 })).toMatchObject({
      error: { code: 'invalid_request' },
    });

    const late = await openEventStream(`${server.url}/api/v1/events?metrics=load`);
    const { alerts } = await next(late, 'hello', helloSchema);
    expect(alerts.find(({ series }) => series === which.series)).toMatchObject({ ...which, state: 'warn' });
    late.close();

    await send(channel, 'threshold.set', { rule });
    expect(await nextAlert(stream)).toMatchObject({ state: 'ok', from: 'warn', snoozedUntil: untilMs });
    await send(channel, 'threshold.reset', { series: 'memory.usedShare' });
    const { log } = await get(`${server.url}/api/v1/alerts`, alertsSchema);
    expect(log.filter(({ series }) => series === 'memory.usedShare').map(({ state }) => state)).toEqual(['warn', 'ok']);
    stream.close();
  });

  test('an alert that is not watched cannot be acknowledged', async () => {
    const which = { series: 'filesystem.usedShare', instance: '/nowhere' };
    expect(await send(channel, 'alert.acknowledge', which)).toMatchObject({ error: { code: 'not_found' } });
    expect(await send(channel, 'alert.snooze', { ...which, untilMs: 0 })).toMatchObject({
      error: { code: 'not_found' },
    });
  });

  test('a webhook is kept, listed, tested and removed', async () => {
    const hook = await startWebhookReceiver();
    const target = {
      id: 'here',
      name: 'Here',
      kind: 'slack',
      url: hook.url,
      minimum: 'warn',
      enabled: true,
      repeatMs: null,
      allowLocal: true,
    };
    expect(await send(channel, 'notify.set', { target: { ...target, allowLocal: false } })).toMatchObject({
      error: { code: 'invalid_target' },
    });
    const answers = [await send(channel, 'notify.set', { target })];
    const renamed = { ...target, url: undefined, name: 'Renamed' };
    answers.push(await send(channel, 'notify.set', { target: renamed }), await send(channel, 'notify.list', {}));
    const shown = { name: 'Renamed', address: expect.stringContaining('127.0.0.1:') };
    expect(answers[2]).toMatchObject({ ok: true, result: { targets: [shown] } });
    for (const which of [{ targetId: 'here' }, { target: renamed }]) {
      answers.push(await send(channel, 'notify.test', which));
      expect(answers.at(-1)).toMatchObject({ result: { delivered: true, status: 200, reason: null } });
    }
    expect(JSON.stringify(answers)).not.toContain('secret');
    expect(hook.received[0]?.body).toContain('a test');
    expect(await send(channel, 'notify.remove', { targetId: 'here' })).toMatchObject({ ok: true });
    expect(await send(channel, 'notify.test', { targetId: 'here' })).toMatchObject({ error: { code: 'not_found' } });
    expect(server.stderr()).not.toContain('secret');
  });
});

describe.each([
  ['WebSocket', openWebSocket],
  ['POST', openPost],
])('a viewer over %s', (_name, open) => {
  let server: RunningServer;
  let channel: CommandChannel;
  beforeAll(async () => {
    server = await startServer({ env: { LANPULSE_LOOPBACK_ROLE: 'viewer' } });
    channel = await open(server.url);
  });
  afterAll(async () => {
    channel.close();
    await server.stop();
  });

  test('looks and previews', async () => {
    const rules = await get(`${server.url}/api/v1/rules`, rulesSchema);
    expect(rules.revision).toBe(0);
    expect(await get(`${server.url}/api/v1/alerts`, alertsSchema)).toMatchObject({ log: [] });
    expect(await send(channel, 'threshold.preview', { rule, from: 1, to: 2 })).toMatchObject({ ok: true });
  });

  test.each([
    ['threshold.set', { rule }],
    ['threshold.reset', { series: 'memory.usedShare' }],
    ['alert.acknowledge', { series: 'memory.usedShare', instance: '*' }],
    ['alert.snooze', { series: 'memory.usedShare', instance: '*', untilMs: 0 }],
    ['notify.list', {}],
    ['notify.set', { target: {} }],
    ['notify.remove', { targetId: 'x' }],
    ['notify.test', { target: {} }],
  ])('may not %s', async (type, rest) => {
    expect(await send(channel, type, rest)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect((await get(`${server.url}/api/v1/rules`, rulesSchema)).revision).toBe(0);
  });
});

test('nobody without a session reads rules or alerts', async () => {
  const server = await startServer({ env: { LANPULSE_LOOPBACK_ROLE: 'none' } });
  try {
    for (const path of ['rules', 'alerts']) expect((await fetch(`${server.url}/api/v1/${path}`)).status).toBe(401);
  } finally {
    await server.stop();
  }
});
