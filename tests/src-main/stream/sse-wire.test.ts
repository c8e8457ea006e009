import { once } from 'node:events';
import { createServer, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { frameOf } from '../../../src-main/stream/frame.ts';
import { SseConnection } from '../../../src-main/stream/sse-connection.ts';
import { startHubServer } from '../../support/hub-server.ts';

/** What a stream consists of on the wire, from its head to the third sample, as a program sees it that knows no HTTP. */
async function wireOf(version: '1.0' | '1.1'): Promise<{ readonly head: string; readonly body: string }> {
  const server = await startHubServer();
  onTestFinished(() => server.stop());
  const { port, pathname } = new URL(server.url());
  const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
  let text = '';
  socket.on('data', (data: string) => {
    text += data;
  });
  const end = version === '1.1' ? '\n\n\r\n' : '\n\n';
  const has = async (part: string) => {
    while (!text.includes(part) || !text.endsWith(end)) await once(socket, 'data');
  };
  socket.write(`GET ${pathname} HTTP/${version}\r\nHost: localhost\r\n\r\n`);
  await has('event: hello');
  server.clock.advance(0);
  await has('event: presence');
  for (const n of [1, 2, 3]) {
    server.tick();
    await has(`"one":${String(n)},`);
  }
  socket.destroy();
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return { head, body: rest.join('\r\n\r\n') };
}

/** The body that chunks carry; fails where one does not say its size. */
function unchunk(body: string): string {
  let whole = '';
  let rest = body;
  while (rest !== '') {
    const [size = ''] = rest.split('\r\n', 1);
    expect(size).toMatch(/^[0-9a-f]+$/u);
    const from = size.length + 2;
    const to = from + Number.parseInt(size, 16);
    whole += rest.slice(from, to);
    expect(rest.slice(to, to + 2)).toBe('\r\n');
    rest = rest.slice(to + 2);
  }
  return whole;
}

const sampled = /id: e1-\d+\nevent: sample\ndata: \{[^\n]*"one":(?<n>\d)[^\n]*\}\n\n/gu;
const numbers = (body: string) => [...body.matchAll(sampled)].map(({ groups }) => groups?.n);

describe('the bytes of a stream', () => {
  test('over HTTP/1.1 are chunks that hold whole events, framed once and not by the response', async () => {
    const write = vi.spyOn(ServerResponse.prototype, 'write');
    onTestFinished(() => {
      write.mockRestore();
    });
    const { head, body } = await wireOf('1.1');
    expect(write.mock.calls.filter(([chunk]) => String(chunk).includes('event: sample'))).toEqual([]);
    expect(head).toMatch(/transfer-encoding: chunked/iu);
    expect(numbers(unchunk(body))).toEqual(['1', '2', '3']);
  });

  test('over HTTP/1.0 are the events alone', async () => {
    const { head, body } = await wireOf('1.0');
    expect(head).not.toMatch(/transfer-encoding/iu);
    expect(body).toMatch(/^retry:2000\n/u);
    expect(numbers(body)).toEqual(['1', '2', '3']);
  });

  test('end with the last event: nothing sent later gets into the next answer on the same socket', async () => {
    const [live, last, late] = ['live', 'last', 'late'].map((word) => frameOf(`data: ${word}\n\n`));
    if (live === undefined || last === undefined || late === undefined) throw new Error('There are three.');
    const server = createServer((req, res) => {
      const connection = new SseConnection(req, res);
      connection.sendHead();
      connection.sendLive(live);
      connection.finish(last.event, () => {
        connection.sendLive(late);
      });
      connection.sendLive(late);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    await once(server, 'listening');
    const address = server.address();
    const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1').setEncoding('utf8');
    let text = '';
    socket.on('data', (data: string) => {
      text += data;
    });
    for (const answers of [1, 2]) {
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      while (text.split('\r\n0\r\n\r\n').length <= answers) await once(socket, 'data');
    }
    expect(text.match(/data: \w+/gu)).toEqual(['data: live', 'data: last', 'data: live', 'data: last']);
  });

  test.each(['hangs up', 'is cut off'])(
    'are refused, and harm nobody, when a viewer %s and is not gone yet',
    async (how) => {
      const [live, late] = ['live', 'late'].map((word) => frameOf(`data: ${word}\n\n`));
      if (live === undefined || late === undefined) throw new Error('There are two.');
      const told: unknown[] = [];
      const server = createServer((req, res) => {
        const connection = new SseConnection(req, res);
        connection.sendHead();
        connection.sendLive(live);
        req.socket.once('end', () => {
          // node:http has ended or cut the socket in this turn, and says so in a later one.
          if (how === 'is cut off') req.socket.destroy();
          told.push(req.socket.writable, connection.sendLive(late), connection.sendLive(late));
        });
        res.once('close', () => {
          told.push('closed', connection.sendLive(late));
          server.close();
        });
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('utf8');
      let text = '';
      socket.on('data', (data: string) => {
        text += data;
        if (text.includes('live')) socket.end();
      });
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await Promise.all([once(server, 'close'), once(socket, 'close')]);
      expect(told).toEqual([false, false, false, 'closed', false]);
      expect(text).not.toContain('late');
    },
  );
});
