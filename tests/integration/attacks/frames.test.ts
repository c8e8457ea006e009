import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';
import { frameBits, openRawChannel, type RawChannel } from '../../support/raw-channel.ts';

const { fin, rsv1, text, continuation, ping } = frameBits;

/** Close codes of RFC 6455. */
const protocolError = 1002;
const policyViolation = 1008;
const tooBig = 1009;

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

// HTTP/2 has no channels of its own.
describe.each(doorNames.filter((name) => !name.endsWith('HTTP/2')))('a control channel through %s', (name) => {
  async function open(): Promise<RawChannel> {
    const door = doors.at(name);
    const channel = await openRawChannel(door, door.as.operator);
    onTestFinished(() => {
      channel.destroy();
    });
    return channel;
  }

  test('agrees to no compression, and takes no compressed frame', async () => {
    const channel = await open();
    channel.frame(fin | rsv1 | text, '{"type":"ping"}');
    expect(await channel.closed).toBe(protocolError);
  });

  test('closes on a frame over 16 KiB', async () => {
    const channel = await open();
    channel.frame(fin | text, 'x'.repeat(16 * 1024 + 1));
    expect(await channel.closed).toBe(tooBig);
  });

  test('closes as soon as a frame says that it will be huge', async () => {
    const channel = await open();
    channel.frame(fin | text, '{', 2n ** 40n);
    expect(await channel.closed).toBe(tooBig);
  });

  test('closes when fragments together are over 16 KiB', async () => {
    const channel = await open();
    channel.frame(text, 'x'.repeat(1_000));
    for (let n = 0; n < 16; n += 1) channel.frame(continuation, 'x'.repeat(1_000));
    expect(await channel.closed).toBe(tooBig);
  });

  test('closes on fragments without end, empty ones too', async () => {
    const channel = await open();
    channel.frame(text, '');
    for (let n = 0; channel.isOpen() && n < 200_000; n += 1) {
      if (!channel.frame(continuation, '')) await channel.drained();
    }
    // Where frames are still on their way the system cuts the connection, and the code with it.
    expect([policyViolation, null]).toContain(await channel.closed);
  });

  test('outlives neither a frame that no client may send nor one that is never whole', async () => {
    const unmasked = await open();
    unmasked.frame(fin | 0x3, '');
    expect(await unmasked.closed).toBe(protocolError);
    const long = await open();
    long.frame(fin | ping, 'x'.repeat(126));
    expect(await long.closed).toBe(protocolError);
  });
});

describe.each(doorNames)('a body through %s', (name) => {
  let door: Door;
  beforeAll(() => {
    door = doors.at(name);
  });
  const post = (body: string | Buffer, more: Readonly<Record<string, string>> = {}) =>
    door.ask('/api/v1/commands', {
      method: 'POST',
      headers: { ...door.as.operator, 'content-type': 'application/json', ...more },
      body,
    });

  test('that is compressed is not unpacked', async () => {
    const bomb = gzipSync(JSON.stringify({ type: 'ping', pad: ' '.repeat(10_000_000) }));
    expect(bomb.length).toBeLessThan(16 * 1024);
    const { status, text: answer } = await post(bomb, { 'content-encoding': 'gzip' });
    expect([400, 415]).toContain(status);
    expect(answer).not.toContain('"ok":true');
  });

  test('over 16 KiB is refused, and the next request is not', async () => {
    expect((await post(JSON.stringify({ type: 'ping', pad: 'x'.repeat(16 * 1024) }))).status).toBe(413);
    expect((await post('{"type":"ping"}')).status).toBe(200);
  });
});
