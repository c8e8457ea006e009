import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { reachServer } from '../../../src-main/desktop/served.ts';

const refusal = { ok: false, error: { code: 'not_saved', message: 'The disk is full.' } };

/** A server of another program: how it answers a change of sharing, and later questions about it. */
async function serverOf(change: number, look: number) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    // What it asks to follow the server is not about sharing.
    if (request.url?.endsWith('/sharing') === true) asked.push(`${request.method ?? ''} ${request.url}`);
    const status = request.method === 'POST' ? change : look;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? { on: true, settable: true } : refusal));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const url = `http://127.0.0.1:${String(address.port)}`;
  const nobody = { hasUpdates: false, onAlerts: () => undefined, onSettings: () => undefined };
  const served = reachServer({ url, own: null }, { fetch }, nobody);
  onTestFinished(served.close);
  served.follow();
  return { served, asked };
}

describe('sharing by the shell', () => {
  test('is changed, and then looked at', async () => {
    const { served, asked } = await serverOf(200, 200);
    await served.share(true);
    expect(asked).toEqual(['POST /api/v1/sharing', 'GET /api/v1/sharing']);
  });

  test('has been changed also where the look after that fails', async () => {
    const { served, asked } = await serverOf(200, 503);
    await expect(served.share(true)).resolves.toBeUndefined();
    expect(asked).toEqual(['POST /api/v1/sharing', 'GET /api/v1/sharing']);
  });

  test('is refused in the words of the server', async () => {
    const { served } = await serverOf(507, 200);
    await expect(served.share(true)).rejects.toMatchObject({ message: 'The disk is full.' });
  });
});
