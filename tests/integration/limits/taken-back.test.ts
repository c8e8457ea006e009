import { constants } from 'node:http2';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { attackers, connectRaw, http2Preface, refusedBy } from '../../support/flood.ts';
import { nothingSecure, watchHealthy } from '../../support/healthy-viewers.ts';
import { startServer } from '../../support/server.ts';

const codes = [
  ['CANCEL', constants.NGHTTP2_CANCEL],
  ['REFUSED_STREAM', constants.NGHTTP2_REFUSED_STREAM],
  ['INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR],
  ['NO_ERROR', constants.NGHTTP2_NO_ERROR],
] as const;

test.each(codes)(
  'who takes back requests as soon as they are sent, by %s, is cut, and viewers miss nothing',
  async (_name, code) => {
    const { refused } = await takeBackUntilCut(code);
    expect(refused).toMatchObject({ maxRequestsPerSecond: 1, idleTimeout: 0 });
  },
);

test.each(codes)('so is who takes back by %s what is refused for being one request too many', async (_name, code) => {
  const { sent, refused } = await takeBackUntilCut(code, '--max-requests-per-second', '20');
  // Most are beyond the 60 that are let in; one more is counted for the connection that is ended.
  expect(refused.maxRequestsPerSecond).toBeGreaterThan(100);
  expect(refused.maxRequestsPerSecond).toBeLessThanOrEqual(sent + 1);
  expect(refused).toMatchObject({ idleTimeout: 0 });
});

async function takeBackUntilCut(code: number, ...more: readonly string[]) {
  const args = ['--history', 'off', '--interval', '200', '--tls', ...more];
  const server = await startServer({ args });
  onTestFinished(async () => {
    await server.stop();
  });
  const ca = readFileSync(join(server.dataDir, 'tls', 'certificate.pem'), 'utf8');
  const healthy = await watchHealthy(server.url, { ca });
  const connection = await connectRaw(server, { from: attackers[0], alpn: 'h2' });
  const { socket, ended } = connection;
  socket.write(http2Preface);
  let sent = 0;
  // Never so many at once that this alone would be too much: after some each the server is asked for a sign of life.
  for (; sent < 20_000 && socket.writable; sent += 1) {
    socket.write(takenBack(2 * sent + 1, code));
    if (sent % 40 !== 39) continue;
    const answered = connection.more();
    socket.write(ping);
    await answered;
  }
  // Long before the connection would be idle.
  await ended;
  expect(await healthy.lacking()).toEqual(nothingSecure);
  const refused = await refusedBy(server, ca);
  healthy.close();
  return { sent, refused };
}

const ping = Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);

/** Frames that ask for `/` in a stream, and take that back. */
function takenBack(stream: number, code: number): Buffer {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(stream);
  // Of the static table: GET, https, /; and the host as it stands.
  const fields = Buffer.concat([Buffer.from([0x82, 0x87, 0x84, 0x41, 9]), Buffer.from('localhost')]);
  const headers = Buffer.concat([Buffer.from([0, 0, fields.length, 1, 5]), id, fields]);
  return Buffer.concat([headers, Buffer.from([0, 0, 4, 3, 0]), id, Buffer.from([0, 0, 0, code])]);
}
