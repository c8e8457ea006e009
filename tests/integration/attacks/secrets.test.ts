import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { pairedSchema, pairingSchema } from '../../../src-shared/protocol/sharing.ts';
import { readHolder } from '../../../src-main/history/holder.ts';
import { alwaysFires, serverForTest } from '../../support/alerting-server.ts';
import type { Answer, Question } from '../../support/ask-from.ts';
import { declaredRoutes } from '../../support/declared-routes.ts';
import { openEventStream } from '../../support/event-stream.ts';
import { ask, cookieIn } from '../../support/paired.ts';
import { startProgram } from '../../support/program.ts';
import type { RunningServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';

/** A secret that nothing else contains. */
const mark = () => randomBytes(18).toString('base64url');

/** What a server said, and which secrets it may have said there. */
interface Said {
  readonly where: string;
  readonly text: string;
  readonly own: readonly string[];
}

test('what is secret stands in no line of the log, in no answer to others, and not in the clear on disk', async () => {
  const dataDir = temporaryFolder();
  const server = await serverForTest({ dataDir, args: ['--log-level', 'debug', '--interval', '200'] });
  const said: Said[] = [];
  const secrets = new Map<string, string>();
  const keep = (name: string, secret: string) => {
    expect([name, secret.length >= 8]).toEqual([name, true]);
    secrets.set(name, secret);
    return secret;
  };
  const tell = async (path: string, question: Question = {}, own: readonly string[] = []): Promise<Answer> => {
    const answer = await ask(server, path, question);
    said.push({ where: path, text: JSON.stringify([answer.headers, answer.body]), own });
    return answer;
  };
  const command = (body: object, headers: Question['headers'] = {}) => tell('/api/v1/commands', { body, headers });
  const makeCode = async (): Promise<string> => {
    const answer = await ask(server, '/api/v1/pairing', { body: { role: 'operator' } });
    return v.parse(pairingSchema, answer.body).code;
  };

  keep('the owner’s token', readHolder(dataDir)?.token ?? '');
  const usedCode = keep('a used code', await makeCode());
  const paired = await ask(server, '/api/v1/pair', { body: { code: usedCode, token: true, name: 'a program' } });
  const bearer = keep('a bearer token', v.parse(pairedSchema, paired.body).token ?? '');
  const program = { authorization: `Bearer ${bearer}` };
  const browser = await ask(server, '/api/v1/pair', {
    body: { code: keep('another used code', await makeCode()) },
    headers: { origin: server.url },
  });
  const token = keep('a cookie', cookieIn(browser.headers, server.port));
  const cookie = `lanpulse_${String(server.port)}=${token}`;
  const waiting = keep('a code that waits', await makeCode());

  // A viewer with a stream and a channel, under an id of its own.
  const viewer = keep('a viewer id', mark());
  const stream = await openEventStream(`${server.url}/api/v1/events?viewer=${viewer}`, { headers: { cookie } });
  onTestFinished(() => {
    stream.close();
  });
  await stream.takeUntil(({ event }) => event === 'sample');
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/control?viewer=${viewer}`, {
    headers: { cookie, origin: server.url },
  });
  await once(socket, 'open');
  const send = async (body: object) => {
    socket.send(JSON.stringify(body));
    const [data] = await once(socket, 'message');
    said.push({ where: 'the channel', text: String(data), own: [] });
  };
  await send({ type: 'filter.set', filter: { metrics: ['load'] } });
  await command({ type: 'filter.set', viewer, filter: { metrics: ['cpu'] } }, { cookie, origin: server.url });

  // Webhooks, one of which is tried when an alert fires, and refuses it.
  const path = keep('the path of a webhook', mark());
  const password = keep('the password of a webhook', mark());
  const query = keep('the query of a webhook', mark());
  const hook = await startWebhookReceiver(() => ({ status: 410 }));
  const target = {
    id: 'hook',
    name: 'a hook',
    kind: 'json',
    url: `http://me:${password}@${new URL(hook.url).host}/${path}?key=${query}`,
    minimum: 'warn',
    enabled: true,
    repeatMs: null,
    allowLocal: false,
  };
  const allowed = { ...target, allowLocal: true };
  expect((await command({ type: 'notify.set', target: allowed })).status).toBe(200);
  for (const body of [
    { type: 'notify.set', target },
    { type: 'notify.list' },
    { type: 'notify.test', targetId: 'hook' },
    { type: 'notify.test', target: { ...target, kind: 'slack' } },
    { type: 'notify.set', target: { ...target, id: 'x y' } },
    { type: 'notify.set', target: { ...target, minimum: target.url } },
  ]) {
    await command(body, program);
    await send(body);
  }
  await command({ type: 'threshold.set', rule: alwaysFires });
  await stream.takeUntil(({ event, data }) => event === 'alert' && data.includes('"state":"warn"'));

  // Secrets where they do not belong, and requests that go wrong in every way that there is.
  const wrong = keep('a wrong code', 'WRONGWRONG');
  const foreign = keep('a token that is not known', mark());
  await tell('/api/v1/pair', { body: { code: wrong } });
  await tell('/api/v1/pair', { body: { code: waiting, name: { is: waiting } } });
  for (const place of ['rules', 'poll', 'history', 'nope']) {
    const query = `timeout=0&token=${bearer}&viewer=${foreign}&code=${waiting}&series=${bearer}`;
    // Who asks for a series that there is not is told which one, and whoever polls under a new id gets it.
    await tell(`/api/v1/${place}?${query}`, {}, place === 'history' ? [bearer] : place === 'poll' ? [foreign] : []);
  }
  for (const headers of [
    { authorization: `Bearer ${foreign}` },
    { authorization: `Basic ${foreign}` },
    { cookie: `lanpulse_${String(server.port)}=${foreign}` },
    { ...program, origin: `http://${foreign}.example` },
    { ...program, host: `${foreign}.example` },
    { ...program, 'x-request-id': foreign, 'x-forwarded-for': foreign, 'user-agent': foreign },
  ]) {
    await tell('/api/v1/server', { headers });
    await command({ type: 'note.add', t: 1, text: foreign, secret: bearer }, headers);
  }
  await command({ type: 'no.such', id: 'c', token: bearer, viewer });
  await command({ type: 'session.rename', sessionId: bearer, name: foreign }, program);
  // Written a moment after the alert.
  await expect.poll(() => existsSync(join(dataDir, 'alerts.json'))).toBe(true);
  assertHashed(server, secrets);

  // From here on nothing of this can be saved, and the log says why.
  for (const file of ['rules.json', 'notify.json', 'sessions.json']) {
    rmSync(join(dataDir, file), { recursive: true, force: true });
    mkdirSync(join(dataDir, file));
  }
  await command({ type: 'threshold.set', rule: { ...alwaysFires, warn: 0.2 } }, program);
  await command({ type: 'notify.set', target: allowed });
  await tell('/api/v1/pair', { body: { code: waiting, token: true } });

  for (const { method, path: route } of declaredRoutes) {
    if (route === '/api/v1/events' || route === '/api/v1/unpair' || route === '/api/v1/pairing') continue;
    const at = `${route}?series=cpu.total&at=${String(Date.now())}&timeout=0`;
    for (const headers of [{}, program, { cookie, origin: server.url }]) {
      await tell(at, { headers, ...(method === 'POST' ? { body: {} } : {}) });
    }
  }
  await expect.poll(() => server.stderr().includes('alerts were not sent'), { timeout: 40_000 }).toBe(true);
  for (const { event, data } of stream.received) said.push({ where: event, text: data, own: [viewer] });
  socket.terminate();
  stream.close();
  await server.stop();

  for (const [name, secret] of secrets) {
    expect([name, server.stderr().includes(secret)]).toEqual([name, false]);
    const leaks = said.filter(({ text, own }) => text.includes(secret) && !own.includes(secret));
    expect([name, leaks.map(({ where }) => where)]).toEqual([name, []]);
  }
  expect(server.stderr()).toContain('"audit":"notify.set"');
  expect(server.stderr().match(/a command failed|a request failed/gu)?.length).toBeGreaterThan(1);
});

/** Of all secrets only those that must be sent again are kept, each in the one file that holds it. */
function assertHashed({ dataDir }: RunningServer, secrets: ReadonlyMap<string, string>): void {
  const allowed: readonly (readonly [RegExp, RegExp])[] = [
    [/^the owner/u, /^server\.json$/u],
    [/of a webhook$/u, /^(notify|targets).*\.json$/u],
  ];
  // The lock is empty, and for others to see.
  const files = readdirSync(dataDir).filter((file) => !file.startsWith('server.lock'));
  expect(files).toContain('history.db');
  for (const file of files.filter((one) => statSync(join(dataDir, one)).isFile())) {
    const bytes = readFileSync(join(dataDir, file));
    for (const [name, secret] of secrets) {
      if (allowed.some(([of, where]) => of.test(name) && where.test(file))) continue;
      expect([file, name, bytes.includes(secret)]).toEqual([file, name, false]);
    }
    expect([file, statSync(join(dataDir, file)).mode & 0o077]).toEqual([file, 0]);
  }
}

test('the token of the desktop window lets the window in, and is told to nobody', async () => {
  const token = mark();
  const dataDir = temporaryFolder();
  const program = startProgram(process.execPath, ['--import', 'tsx', 'tests/support/windowed-server.ts'], {
    WINDOW_TOKEN: token,
    LANPULSE_DATA_DIR: dataDir,
    LANPULSE_PORT: '0',
    LANPULSE_LOG_LEVEL: 'debug',
    LANPULSE_LOOPBACK_ROLE: 'none',
  });
  const url = await program.firstLine;
  const read = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(url + path, init);
    return { status: answer.status, text: JSON.stringify([...answer.headers]) + (await answer.text()) };
  };
  const headers = { authorization: `Bearer ${token}` };
  const answers = [
    await read('/api/v1/server', { headers }),
    await read('/api/v1/info', { headers }),
    await read('/api/v1/sessions', { headers }),
    await read('/api/v1/poll', { headers }),
    await read('/metrics', { headers }),
    await read('/api/v1/commands', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'note.add', t: Date.now(), text: 'x' }),
    }),
  ];
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  answers.push(await read('/api/v1/server', { headers: { authorization: `Bearer ${token}x` } }));
  expect(answers.at(-1)?.status).toBe(401);
  for (const { text } of answers) expect(text).not.toContain(token);
  program.signal('SIGTERM');
  await program.ended;
  expect(program.stderr()).toContain('"by":"window"');
  expect(program.stderr()).not.toContain(token);
  for (const file of readdirSync(dataDir)) {
    if (statSync(join(dataDir, file)).isFile()) expect(readFileSync(join(dataDir, file)).includes(token)).toBe(false);
  }
});
