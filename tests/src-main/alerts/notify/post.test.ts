import { describe, expect, test } from 'vitest';
import { isLocalAddress } from '../../../../src-main/alerts/notify/address-rule.ts';
import { systemClock } from '../../../../src-main/clock.ts';
import { post, type PostOptions, type Resolve } from '../../../../src-main/alerts/notify/post.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { startWebhookReceiver } from '../../../support/webhook-receiver.ts';

const message = { headers: { 'Content-Type': 'text/plain', Title: 'hot' }, body: 'CPU is hot' };

const send = (url: string, options: Partial<PostOptions> = {}) =>
  post(message, { url, allowLocal: true, clock: systemClock, ...options });

/** A name server of the test's own. */
const answering =
  (...addresses: string[]): Resolve =>
  () =>
    Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

const isRefused = { status: null, again: false, reason: expect.stringContaining('may not reach') };

describe('a message', () => {
  test('arrives with its headers and body', async () => {
    const hook = await startWebhookReceiver();
    expect(await send(hook.url)).toEqual({ status: 200, reason: null, again: false });
    expect(hook.received).toMatchObject([{ path: '/hook/secret', body: 'CPU is hot', headers: { title: 'hot' } }]);
  });

  test('goes to the address that the name was checked for', async () => {
    const hook = await startWebhookReceiver();
    const url = `http://hooks.example:${String(hook.port)}/x`;
    expect(await send(url, { resolve: answering('127.0.0.1') })).toMatchObject({ status: 200 });
    expect(hook.received[0]?.headers.host).toBe(`hooks.example:${String(hook.port)}`);
  });

  test('follows three redirects with its body, and not a fourth', async () => {
    const hook = await startWebhookReceiver((nth) =>
      nth <= 3 ? { status: 307, location: `/hop/${String(nth)}` } : { status: 204 },
    );
    expect(await send(hook.url)).toMatchObject({ status: 204, reason: null });
    expect(hook.received.map(({ path, body }) => [path, body])).toEqual(
      ['/hook/secret', '/hop/1', '/hop/2', '/hop/3'].map((path) => [path, 'CPU is hot']),
    );
    const endless = await startWebhookReceiver(() => ({ status: 302, location: '/' }));
    expect(await send(endless.url)).toMatchObject({ again: false, reason: expect.stringContaining('more than 3') });
    expect(endless.received).toHaveLength(4);
  });

  test.each([
    [400, false],
    [404, false],
    [429, true],
    [500, true],
    [503, true],
  ])('that is answered with %i is worth another try: %s', async (status, again) => {
    const hook = await startWebhookReceiver(() => ({ status }));
    expect(await send(hook.url)).toEqual({ status, again, reason: `the service answered ${String(status)}` });
  });

  test('is given up after 10 s without an answer', async () => {
    const clock = createFakeClock();
    const hook = await startWebhookReceiver(() => null);
    const sent = send(hook.url, { clock });
    await hook.got(1);
    clock.advance(10_000);
    expect(await sent).toEqual({ status: null, again: true, reason: 'no answer within 10 s' });
    expect(clock.pending()).toBe(0);
  });

  test('that cannot be delivered says why without the address', async () => {
    const result = await send('http://secret-name.example/secret', {
      resolve: () => Promise.reject(Object.assign(new Error('getaddrinfo secret-name.example'), { code: 'ENOTFOUND' })),
    });
    expect(result).toEqual({ status: null, again: true, reason: 'the connection failed (ENOTFOUND)' });
  });
});

describe('without the owner’s leave', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://localhost:PORT/',
    'http://169.254.169.254/latest/meta-data',
  ])('%s is not connected to', async (address) => {
    const hook = await startWebhookReceiver();
    expect(await send(address.replace('PORT', String(hook.port)), { allowLocal: false })).toEqual(isRefused);
    expect(hook.received).toEqual([]);
  });

  test.each([[['127.0.0.1']], [['192.0.2.1', '127.0.0.1']], [['169.254.169.254']], [['::ffff:7f00:1']]])(
    'a name that leads to %j is not connected to',
    async (addresses) => {
      const hook = await startWebhookReceiver();
      const url = `http://rebind.example:${String(hook.port)}/`;
      expect(await send(url, { allowLocal: false, resolve: answering(...addresses) })).toEqual(isRefused);
      expect(hook.received).toEqual([]);
    },
  );

  test.each(['http://169.254.169.254/latest/meta-data', 'http://127.0.0.1:PORT/', 'http://inside.example:PORT/'])(
    'a redirect to %s is not followed',
    async (location) => {
      const inner = await startWebhookReceiver();
      // Loopback is the only network of this test, so one address of it plays the part of an ordinary one.
      const ordinary = '127.0.0.2';
      const outer = await startWebhookReceiver(
        () => ({ status: 307, location: location.replace('PORT', String(inner.port)) }),
        ordinary,
      );
      const isLocal = (address: string) => address !== ordinary && isLocalAddress(address);
      expect(await send(outer.url, { allowLocal: false, isLocal, resolve: answering('127.0.0.1') })).toEqual(isRefused);
      expect(outer.received).toHaveLength(1);
      expect(inner.received).toEqual([]);
    },
  );

  test('a redirect to another scheme is not followed', async () => {
    const hook = await startWebhookReceiver(() => ({ status: 302, location: 'file:///etc/passwd' }));
    expect(await send(hook.url)).toMatchObject({ again: false, reason: 'the address is neither http nor https' });
  });
});
