import { once } from 'node:events';
import { Agent } from 'node:http';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { pollAnswerSchema } from '../../src-shared/protocol/events.ts';
import { serverForTest } from '../support/alerting-server.ts';
import { askFrom, type Question } from '../support/ask-from.ts';
import { openEventStream } from '../support/event-stream.ts';
import { holdingBack, lacksNginx, startNginx, type NginxOptions } from '../support/nginx.ts';
import { ask, cookieIn, cookieNameIn, makeCode, pairBrowser, pairProgram, sessionsOf } from '../support/paired.ts';
import type { RunningServer } from '../support/server.ts';

const trusting = { args: ['--trusted-proxy', '127.0.0.1'] };
const here = {
  agent: new Agent({ keepAlive: false }),
  secureAgent: () => {
    throw new Error('These tests speak plain HTTP.');
  },
};
const fromFar = { 'x-forwarded-for': '192.0.2.7' };

const through = (url: string, path: string, question?: Question) => askFrom(here, url + path, question);

async function behind(options: NginxOptions = {}) {
  const server = await serverForTest(trusting);
  const program = await pairProgram(server, 'operator', 'Script');
  return { server, program, url: await startNginx(server.url, options) };
}

/** What a browser sends along from a page of this origin. */
const fromPage = (origin: string) => ({ origin, 'sec-fetch-site': 'same-origin' });

async function openSocket(url: string, headers: Readonly<Record<string, string>>): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/control`, { headers });
  onTestFinished(() => {
    socket.terminate();
  });
  await once(socket, 'open');
  return socket;
}

/** Every line of the log about something audited. */
async function audited(server: RunningServer, isIt: (line: string) => boolean): Promise<string> {
  for (;;) {
    const line = server.stderr().split('\n').find(isIt);
    if (line !== undefined) return line;
    await once(server.child.stderr ?? server.child, 'data');
  }
}

describe.skipIf(lacksNginx())('behind nginx with its default buffering', () => {
  test('a stream passes at once, because the server asks for that', async () => {
    const { url, program } = await behind();
    const stream = await openEventStream(`${url}/api/v1/events?metrics=load`, { headers: program.headers });
    onTestFinished(() => {
      stream.close();
    });
    await stream.takeUntil(({ event }) => event === 'hello');
    // A reading of load is far smaller than any buffer, and so are all of these together.
    const lateMs: number[] = [];
    for (let samples = 0; samples < 4; samples += 1) {
      const taken = await stream.takeUntil(({ event }) => event === 'sample');
      const { t } = v.parse(v.object({ t: v.number() }), JSON.parse(taken.at(-1)?.data ?? ''));
      lateMs.push(Date.now() - t);
    }
    // The first may come from before the stream, and a busy machine makes single ones late.
    expect(Math.min(...lateMs)).toBeLessThan(3_000);
  });

  test('a stream is held back where the proxy ignores that, and polls are not', async () => {
    const { url, program } = await behind({ directives: holdingBack });
    const stream = await openEventStream(`${url}/api/v1/events?metrics=load`, { headers: program.headers });
    onTestFinished(() => {
      stream.close();
    });
    let after: string | null = null;
    let polled: readonly string[] = [];
    const heldBack = () => {
      const streamed = stream.received.map(({ id }) => id);
      return polled.filter((id) => !streamed.includes(id));
    };
    // A stream that passes would never be so far behind.
    while (heldBack().length < 3) {
      const query = new URLSearchParams({ metrics: 'load', ...(after === null ? {} : { after }) });
      const { body } = await through(url, `/api/v1/poll?${query.toString()}`, { headers: program.headers });
      const answer: v.InferOutput<typeof pollAnswerSchema> = v.parse(pollAnswerSchema, body);
      polled = [...polled, ...answer.events.flatMap(({ id }) => id ?? [])];
      after = answer.last;
    }
    expect(stream.response.complete).toBe(false);
  });

  test('below a sub-path the page, its files, the API, the stream and the channel are found', async () => {
    const { url, program } = await behind({ under: '/pulse/' });
    expect(url.endsWith('/pulse')).toBe(true);
    const page = await through(url, '/');
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': expect.stringContaining('text/html') } });
    const files = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/gu)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files.filter((name) => !name.startsWith('data:'))) {
      const { pathname } = new URL(file, `${url}/`);
      expect(pathname).toMatch(/^\/pulse\//u);
      expect((await through(new URL(url).origin, pathname)).status, file).toBe(200);
    }
    for (const path of ['/healthz', '/api/v1/info', '/api/v1/rules', '/api/v1/poll?metrics=load', '/metrics']) {
      expect((await through(url, path, { headers: program.headers })).status, path).toBe(200);
    }
    const stream = await openEventStream(`${url}/api/v1/events?metrics=load`, { headers: program.headers });
    onTestFinished(() => {
      stream.close();
    });
    await stream.takeUntil(({ event }) => event === 'sample');
    const socket = await openSocket(url, program.headers);
    const replied = once(socket, 'message');
    socket.send('{"id":"c1","type":"ping"}');
    expect(JSON.parse(String((await replied)[0]))).toMatchObject({ replyTo: 'c1', ok: true });
  });

  test('a browser pairs, and is listed with the address that the proxy was asked from', async () => {
    const { url, server } = await behind();
    const paired = await through(url, '/api/v1/pair', {
      body: { code: await makeCode(server, 'viewer'), name: 'Phone' },
      headers: { ...fromFar, ...fromPage(url) },
    });
    expect(paired.status).toBe(200);
    const token = cookieIn(paired.headers, server.port);
    const headers = { cookie: `lanpulse_${String(server.port)}=${token}`, ...fromPage(url) };
    // The client says where it comes from, and nginx adds where it heard it from: this machine, which is trusted.
    expect((await through(url, '/api/v1/rules', { headers: { ...headers, ...fromFar } })).status).toBe(200);
    expect(await sessionsOf(server)).toContainEqual(
      expect.objectContaining({ name: 'Phone', kind: 'browser', address: '192.0.2.7' }),
    );
    // A page of this origin may open the channel; one of the server's own address, which nobody sees, may not.
    expect((await openSocket(url, headers)).readyState).toBe(WebSocket.OPEN);
    await expect(openSocket(url, { ...headers, origin: server.url })).rejects.toThrow('403');
  });

  test('a page over HTTPS is one of the same origin, and its cookie is for HTTPS only', async () => {
    const { server } = await behind();
    const directives = [
      'proxy_set_header X-Forwarded-For $remote_addr',
      'proxy_set_header X-Forwarded-Proto https',
      'proxy_set_header X-Forwarded-Host pulse.example.com',
    ];
    const url = await startNginx(server.url, { directives });
    const pair = async (origin: string) =>
      through(url, '/api/v1/pair', {
        body: { code: await makeCode(server, 'viewer') },
        headers: fromPage(origin),
      });
    const paired = await pair('https://pulse.example.com');
    expect(paired.status).toBe(200);
    expect(String(paired.headers['set-cookie'])).toContain('; Secure');
    for (const origin of ['http://pulse.example.com', url, server.url]) expect((await pair(origin)).status).toBe(403);
  });

  test('nobody gets the role of this machine through a proxy', async () => {
    const { url, server } = await behind();
    for (const path of ['rules', 'poll', 'server']) {
      expect((await through(url, `/api/v1/${path}`)).status).toBe(401);
      // Nor directly, as a proxy without forwarding headers would come.
      expect((await ask(server, `/api/v1/${path}`)).status).toBe(401);
    }
  });
});

describe.skipIf(lacksNginx())('two servers below paths of one origin', () => {
  test('keep a browser that is paired with both, though their ports are the same', async () => {
    const one = await serverForTest(trusting);
    const sameElsewhere = ['--host', '127.0.0.2', '--port', String(one.port), ...trusting.args];
    const two = await serverForTest({ args: sameElsewhere });
    expect(two.port).toBe(one.port);
    const url = await startNginx(one.url, { under: '/one/', beside: { under: '/two/', server: two.url } });
    const { origin } = new URL(url);
    const kept = new Map<string, string>();
    const cookie = () => [...kept].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const [path, server] of [
      ['one', one],
      ['two', two],
    ] as const) {
      const paired = await through(origin, `/${path}/api/v1/pair`, {
        body: { code: await makeCode(server, 'viewer') },
        headers: { ...fromPage(origin), cookie: cookie() },
      });
      expect(paired.status).toBe(200);
      kept.set(cookieNameIn(paired.headers), cookieIn(paired.headers, server.port));
    }
    for (const path of ['one', 'two']) {
      const headers = { ...fromPage(origin), cookie: cookie() };
      expect([path, (await through(origin, `/${path}/api/v1/rules`, { headers })).status]).toEqual([path, 200]);
    }
  });
});

describe.skipIf(lacksNginx())('behind nginx that the server was not told of', () => {
  test('nobody is taken for this machine, and the answer says what to do', async () => {
    const server = await serverForTest();
    const url = await startNginx(server.url);
    const { status, body } = await through(url, '/api/v1/rules', { headers: fromFar });
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: { code: 'forwarded', message: expect.stringContaining('--trusted-proxy') } });
    expect(JSON.parse(await audited(server, (line) => line.includes('GET /api/v1/rules')))).toMatchObject({
      outcome: 'forwarded',
    });
  });

  test('what its headers claim of address, host and scheme counts for nothing', async () => {
    const server = await serverForTest();
    const program = await pairProgram(server, 'operator', 'Script');
    const url = await startNginx(server.url);
    expect((await through(url, '/api/v1/rules', { headers: { ...program.headers, ...fromFar } })).status).toBe(200);
    expect(await sessionsOf(server)).toMatchObject([{ name: 'Script', address: '127.0.0.1' }]);
    const claimed = { ...program.headers, ...fromPage('https://pulse.example.com') };
    const lies = { 'x-forwarded-host': 'pulse.example.com', 'x-forwarded-proto': 'https', ...fromFar };
    expect(
      (await ask(server, '/api/v1/commands', { body: { type: 'ping' }, headers: { ...claimed, ...lies } })).status,
    ).toBe(403);
  });
});

describe.skipIf(lacksNginx())('behind nginx that says nothing of whom it passes on', () => {
  test('nobody is taken for this machine', async () => {
    const server = await serverForTest();
    const url = await startNginx(server.url, { directives: [] });
    for (const [path, question] of [
      ['/api/v1/poll', {}],
      ['/api/v1/events', {}],
      ['/api/v1/pairing', { body: { role: 'operator' } }],
      ['/api/v1/commands', { body: { type: 'ping' } }],
    ] as const) {
      expect(await through(url, path, question)).toMatchObject({ status: 403, body: { error: { code: 'forwarded' } } });
      // The same without the proxy: this machine's own program.
      if (path !== '/api/v1/events') expect(await through(server.url, path, question)).toMatchObject({ status: 200 });
    }
  });
});

test('a session that was given in the clear is given again at once when it first comes encrypted, for encrypted ways only', async () => {
  const server = await serverForTest(trusting);
  const { headers } = await pairBrowser(server, 'viewer');
  const givenBy = async (scheme: string) => {
    const answer = await ask(server, '/api/v1/rules', {
      headers: {
        ...headers,
        ...fromFar,
        origin: `${scheme}://127.0.0.1:${String(server.port)}`,
        'x-forwarded-proto': scheme,
      },
    });
    return [answer.headers['set-cookie'] ?? []].flat().map((line) => {
      if (line.includes('=; Max-Age=0')) return 'taken away';
      return line.includes('; Secure') ? 'for encrypted ways' : 'for any way';
    });
  };
  expect(await givenBy('http')).toEqual(['for any way']);
  expect(await givenBy('http')).toEqual([]);
  // The copy that would go by any way is no longer wanted.
  expect(await givenBy('https')).toEqual(['for encrypted ways', 'taken away']);
  expect(await givenBy('https')).toEqual([]);
});
