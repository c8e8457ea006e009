import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { limitNames } from '../../../src-shared/protocol/server-limits.ts';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';
import { http2Preface } from '../../support/flood.ts';
import { parseEvents, parsePolled, seqOf } from '../../support/received-event.ts';

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  const timing = ['--head-timeout', '2s', '--request-timeout', '4s', '--idle-timeout', '8s'];
  doors = await openDoors(['--history', 'off', '--interval', '200', ...timing]);
});
afterAll(() => doors.close());

/** Connections that are slow at once. */
const senders = 5;
const request = ['POST /api/v1/commands HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 5000'];
const upgrade = ['GET /api/v1/control HTTP/1.1', 'Upgrade: websocket', 'Connection: Upgrade'];
/** A TLS record that says it is long. */
const handshake = Buffer.from([0x16, 3, 1, 0x20, 0, 1]);
/** Headers of stream 1 of HTTP/2 that do not end, and say that they are long. */
const endlessHead = Buffer.concat([http2Preface, Buffer.from([0, 0x20, 0, 1, 0, 0, 0, 0, 1])]);

const figuresSchema = v.object({ refused: v.record(v.picklist(limitNames), v.number()) });

describe.each(doorNames)('whoever sends a byte now and then through %s', (name) => {
  let door: Door;
  beforeAll(() => {
    door = doors.at(name);
  });

  async function refused(): Promise<Readonly<Record<string, number>>> {
    const { text } = await door.ask('/api/v1/server', { headers: door.as.operator });
    return v.parse(figuresSchema, JSON.parse(text)).refused;
  }

  /**
   * Begins to send on many connections, and goes on byte by byte; resolves with what came back when all were cut, and
   * viewers beside them have missed nothing.
   */
  async function sendSlowly(open: () => Duplex | Promise<Duplex>, begin: Buffer): Promise<readonly string[]> {
    const missed = await watch(door);
    const sending = Array.from({ length: senders }, async () => {
      const socket = await open();
      let text = '';
      socket.on('error', () => undefined).on('data', (part: Buffer) => (text += part.toString('latin1')));
      socket.write(begin);
      const timer = setInterval(() => {
        if (socket.writable) socket.write('x');
      }, 50);
      return new Promise<string>((resolve) => {
        socket.once('close', () => {
          clearInterval(timer);
          resolve(text);
        });
      });
    });
    const answers = await Promise.all(sending);
    expect(await missed()).toEqual([]);
    return answers;
  }

  /** The head of somebody who has a session, without its end. */
  const headOf = (lines: readonly string[], end = '') => {
    const fields = Object.entries({ host: new URL(door.url).host, ...door.as.operator });
    return Buffer.from(`${[...lines, ...fields.map((field) => field.join(': '))].join('\r\n')}\r\n${end}`);
  };
  /** Where a byte is still on its way the system cuts the connection, and the answer with it; the counts tell of all. */
  const areTooSlow = (answers: readonly string[]) => {
    const heard = answers.filter((answer) => answer !== '');
    expect(heard.length).toBeGreaterThan(0);
    for (const answer of heard) expect(answer).toMatch(/^HTTP\/1\.1 408 .*"code":"too_slow"/su);
  };

  test.each([
    ['the head of a request', request],
    ['the head of an event stream', ['GET /api/v1/events HTTP/1.1']],
    ['the head of a poll', ['GET /api/v1/poll?timeout=5000 HTTP/1.1']],
    ['the head of an upgrade', upgrade],
  ])('in %s is cut, and viewers there miss nothing', async (_what, lines) => {
    const { headTimeout = 0 } = await refused();
    areTooSlow(await sendSlowly(() => door.connect(), headOf(lines, 'x-slow: ')));
    expect((await refused()).headTimeout).toBe(headTimeout + senders);
  });

  test('in the body of a request is cut, and viewers there miss nothing', async () => {
    const { requestTimeout = 0 } = await refused();
    areTooSlow(await sendSlowly(() => door.connect(), headOf(request, '\r\n')));
    expect((await refused()).requestTimeout).toBe(requestTimeout + senders);
  });

  // Only what is encrypted has a handshake, and HTTP/2.
  if (!/encrypted|HTTP\/2/u.test(name)) return;

  test('in a handshake is cut without a word, and viewers there miss nothing', async () => {
    const { headTimeout = 0 } = await refused();
    expect(await sendSlowly(() => door.connectBare(), handshake)).toEqual(Array.from({ length: senders }, () => ''));
    expect((await refused()).headTimeout).toBe(headTimeout + senders);
  });

  test('in the head of a request over HTTP/2 is cut, and viewers there miss nothing', async () => {
    const { idleTimeout = 0 } = await refused();
    for (const answer of await sendSlowly(() => door.connect('h2'), endlessHead)) expect(answer).not.toContain('200');
    expect((await refused()).idleTimeout).toBeGreaterThanOrEqual(idleTimeout + senders);
  });
});

/**
 * Watches by a stream, by polls and by a channel.
 * @returns waits for three more samples on each; resolves with the numbers of those that did not come
 */
async function watch(door: Door): Promise<() => Promise<readonly number[]>> {
  const headers = door.as.viewer;
  const stream = await door.stream('/api/v1/events?metrics=memory', headers);
  const channel = door.control(headers);
  onTestFinished(() => {
    stream.close();
    channel.terminate();
  });
  const streamed = () => parseEvents(stream.text()).events.flatMap((one) => (one.id === null ? [] : [seqOf(one)]));
  await Promise.all([
    once(channel, 'open'),
    expect.poll(() => streamed().length, { timeout: 30_000 }).toBeGreaterThan(0),
  ]);
  const polled: number[] = [];
  let after = '';
  const poll = async () => {
    const { text } = await door.ask(`/api/v1/poll?metrics=memory&timeout=5000&after=${after}`, { headers });
    const { events, last } = parsePolled(text);
    polled.push(...events.flatMap((one) => (one.id === null ? [] : [seqOf(one)])));
    after = last;
  };
  await poll();
  return async () => {
    channel.send('{"id":"p","type":"ping"}');
    await once(channel, 'message');
    const newest = (streamed().at(-1) ?? 0) + 3;
    await expect.poll(() => streamed().at(-1) ?? 0, { timeout: 30_000 }).toBeGreaterThanOrEqual(newest);
    while ((polled.at(-1) ?? 0) < newest) await poll();
    return [...holesIn(streamed()), ...holesIn(polled)];
  };
}

/** What lies between the first and the last and is not there. */
function holesIn(seqs: readonly number[]): readonly number[] {
  const [first = 0] = seqs;
  const got = new Set(seqs);
  const all = Array.from({ length: (seqs.at(-1) ?? 0) - first + 1 }, (_, n) => first + n);
  return all.filter((seq) => !got.has(seq));
}
