import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { waitForValues } from './dashboard-page.ts';
import { startForeignSite } from './foreign-site.ts';
import { handleOf, levelOf, rulesOf, standsAt } from './threshold-handles.ts';

/** A desktop window that is live, and what its page has complained about. */
export interface OpenedWindow {
  readonly page: Page;
  readonly problems: readonly string[];
}

/**
 * What holds in every desktop window, from the source tree and from a package. Only the page is looked at, and the
 * server by HTTP: the main process of a package lets nobody in.
 * @param open starts an app whose server lets nobody in but its window, or whose role on this machine is set
 */
export function windowContract(open: (loopbackRole?: 'operator') => Promise<OpenedWindow>): void {
  test('shows live values, by its own token alone', async () => {
    const { page, problems } = await open();
    await waitForValues(page, 'memory');
    expect(await page.locator('[data-metric="cpu"] canvas').count()).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });

  test('opens the server for the window and for nobody else on the machine', async () => {
    const { page } = await open();
    const { origin } = new URL(page.url());
    expect((await fetch(`${origin}/api/v1/poll`)).status).toBe(401);
    expect(await page.evaluate(async () => (await fetch('/api/v1/poll')).status)).toBe(200);
    const reply = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const channel = new WebSocket(`ws://${location.host}/api/v1/control`);
          channel.onopen = () => {
            channel.send('{"id":"p","type":"ping"}');
          };
          channel.onmessage = ({ data }) => {
            resolve(String(data));
          };
          channel.onerror = () => {
            resolve('refused');
          };
        }),
    );
    expect(reply).toContain('"replyTo":"p"');
  });

  test('moves a threshold by keys, and the server keeps it', async () => {
    const { page } = await open('operator');
    await handleOf(page).waitFor({ timeout: 30_000 });
    const before = await levelOf(handleOf(page));
    await handleOf(page).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await standsAt(page, before + 1);
    await expect
      .poll(() => rulesOf(new URL(page.url()).origin))
      .toMatchObject({ revision: 1, by: 'the desktop window' });
  });

  test('keeps what is left open for Node from the page', async () => {
    const { page } = await open();
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'electron', '__dirname'].filter((name) => name in window),
    );
    expect(found).toEqual([]);
  });

  test('stays on its page', async () => {
    const { page } = await open();
    const home = page.url();
    const site = await startForeignSite();
    for (const target of [site.url, `http://localhost:${site.port}/`, 'data:text/html,away', 'file:///etc/hostname']) {
      const left = page.waitForEvent('framenavigated', { timeout: 700 }).then(
        () => true,
        () => false,
      );
      await page.evaluate((url) => {
        location.href = url;
      }, target);
      expect(await left).toBe(false);
    }
    expect(page.url()).toBe(home);
    expect(site.requests).toEqual([]);
    expect(await page.locator('[data-connection]').count()).toBeGreaterThan(0);
  });

  test('has no permission and can get none', async () => {
    const { page } = await open();
    const state = await page.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      clipboard: await navigator.clipboard.readText().then(
        () => 'granted',
        (error: unknown) => String(error),
      ),
      midi: await navigator.requestMIDIAccess().then(
        () => 'granted',
        (error: unknown) => String(error),
      ),
    }));
    expect(state.notifications).toBe('denied');
    expect(state.clipboard).toContain('NotAllowedError');
    expect(state.midi).not.toBe('granted');
  });

  test('runs no script but its own, asks no other server, and has nothing that stays behind', async () => {
    const { page } = await open();
    const site = await startForeignSite();
    const found = await page.evaluate(async (foreign) => {
      const refused: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        refused.push(effectiveDirective);
      });
      const element = document.createElement('script');
      element.textContent = 'document.documentElement.dataset.ran = "inline"';
      document.head.append(element);
      // In a turn of its own: what a debugger runs itself may evaluate text.
      const outcome = (run: () => unknown) =>
        new Promise((resolve) => setTimeout(resolve)).then(run).then(
          () => 'done',
          () => 'refused',
        );
      // A worker that took every request of the window for itself would be asked before the server, at each later start.
      const worker = URL.createObjectURL(new Blob(['onfetch = () => 1'], { type: 'text/javascript' }));
      return {
        evaluated: await outcome(() => Reflect.construct(Function, ['return 1'])),
        foreign: await outcome(() => fetch(foreign)),
        worker: await outcome(() => navigator.serviceWorker.register(worker)),
        dataWorker: await outcome(() => navigator.serviceWorker.register('data:text/javascript,onfetch=()=>1')),
        workers: (await navigator.serviceWorker.getRegistrations()).length,
        ran: document.documentElement.dataset.ran ?? null,
        refused,
      };
    }, site.url);
    expect(found).toMatchObject({
      evaluated: 'refused',
      foreign: 'refused',
      worker: 'refused',
      dataWorker: 'refused',
      workers: 0,
      ran: null,
    });
    expect(found.refused).toEqual(expect.arrayContaining(['script-src-elem', 'connect-src']));
    expect(site.requests).toEqual([]);
  });
}
