import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src-shared/protocol/events.ts';
import { axeFindings } from '../support/axe.ts';
import { lacksBrowser, openPage } from '../support/browser.ts';
import { waitForPhase, waitForValues } from '../support/dashboard-page.ts';
import { canMakeHosts } from '../support/second-host.ts';
import { codeFor, codeIn, makeLan, pairPhone, phone, share, type Lan } from '../support/shared-server.ts';

const field = (page: Page) => page.getByRole('textbox', { name: 'Pairing code' });
const button = (page: Page) => page.getByRole('button', { name: 'Pair this phone' });
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Requests for streams that a page makes from now on. */
function countStreams(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (/\/api\/v1\/(?:events|poll|control)\b/u.test(request.url())) count += 1;
  });
  return () => count;
}

describe.skipIf(lacksBrowser() || !canMakeHosts)('a device that wants in', () => {
  let lan: Lan;
  beforeAll(async () => {
    lan = await makeLan();
  });
  afterAll(() => lan.close());

  test('sees a page that tells nothing of the machine, and loads none of its numbers', async () => {
    const server = await lan.serve();
    await share(await lan.openHere(server));
    const page = await openPage(lan.there, phone);
    const answers: string[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/api/'))
        answers.push(`${String(response.status())} ${new URL(response.url()).pathname}`);
    });
    await page.goto(lan.urlOf(server));
    await page.getByRole('heading', { name: 'Pair this device' }).waitFor();
    await page.getByText(`Type the code shown under Share on ${lan.network.server.ipv4}.`).waitFor();
    expect(answers).toEqual(['200 /api/v1/info']);
    expect(await page.title()).toBe('Pair this device · Lanpulse');
    expect(await page.getByRole('textbox', { name: 'Name of this device' }).inputValue()).toBe('Phone');
    expect(await page.locator('canvas').count()).toBe(0);
  });

  test('pairs by the QR with one press, without a reload; looking at the link alone uses nothing up', async () => {
    const server = await lan.serve();
    const dialog = await share(await lan.openHere(server));
    const code = await codeIn(dialog);
    const link = `${lan.urlOf(server)}/?window=1m#pair=${code}`;

    const preview = await openPage(lan.there, phone);
    await preview.goto(link);
    await button(preview).waitFor();

    const page = await openPage(lan.there, phone);
    await page.goto(link);
    await button(page).waitFor();
    expect(await field(page).inputValue()).toBe(code);
    expect(page.url()).toBe(`${lan.urlOf(server)}/?window=1m`);
    await page.evaluate(() => (document.documentElement.dataset.same = 'page'));
    await page.getByRole('textbox', { name: 'Name of this device' }).fill('Phone of Ada');
    await button(page).click();
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory', 1);
    expect(await page.locator('html').getAttribute('data-same')).toBe('page');

    await dialog.getByText('Phone of Ada is paired, as viewer.').waitFor();
    const row = dialog.locator('[data-session]').filter({ hasText: 'Phone of Ada' });
    await row.getByText(`Chrome on Android · ${lan.network.second.ipv4}`).waitFor();
    await row.getByText('now').waitFor();
    await expect.poll(() => codeIn(dialog)).not.toBe(code);

    await button(preview).click();
    await preview.getByRole('alert').getByText('That code is wrong, used up or too old').waitFor();
  });

  test('types the code as people do, is told what cannot be one, and is brought back to the boxes by a wrong one', async () => {
    const server = await lan.serve();
    const dialog = await share(await lan.openHere(server));
    const code = await codeIn(dialog);
    const page = await openPage(lan.there, phone);
    await page.goto(lan.urlOf(server));
    await field(page).click();
    await page.keyboard.type('o');
    await page.getByText('A code has no O').waitFor();
    const other = code.startsWith('A') ? 'B' : 'A';
    await page.keyboard.type(`${other}${code.slice(1, 4).toLowerCase()}-${code.slice(4).toLowerCase()}`);
    expect(await field(page).inputValue()).toBe(`${other}${code.slice(1)}`);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('That code is wrong').waitFor();
    expect(await field(page).getAttribute('aria-invalid')).toBe('true');
    expect(await field(page).evaluate((one) => one === document.activeElement)).toBe(true);
    // All of it is selected: the first key begins anew; a single box can be mended as well.
    await page.keyboard.press('Home');
    await page.keyboard.type(code.charAt(0));
    expect(await field(page).inputValue()).toBe(code);
    await page.keyboard.press('Enter');
    await waitForPhase(page, 'live');
  });

  test('accepts a code that is pasted whole', async () => {
    const server = await lan.serve();
    const code = await codeIn(await share(await lan.openHere(server)));
    const page = await openPage(lan.there, phone);
    await page.goto(lan.urlOf(server));
    await field(page).click();
    await page.keyboard.insertText(` ${code.slice(0, 4)} – ${code.slice(4)}\n`);
    expect(await field(page).inputValue()).toBe(code);
    await button(page).click();
    await waitForPhase(page, 'live');
  });

  test('that is removed says so, tries no more, and can come back', async () => {
    const server = await lan.serve();
    const dialog = await share(await lan.openHere(server));
    const page = await pairPhone(lan, server, await codeIn(dialog));
    await dialog.getByRole('button', { name: 'Revoke Phone' }).click();
    const question = dialog.getByRole('group', { name: /^Revoke Phone\?/u });
    const removed = page.getByRole('heading', { name: 'This device was removed' });
    await question.getByRole('button', { name: 'Revoke', exact: true }).click();
    await removed.waitFor();
    await dialog.getByRole('button', { name: 'Revoke Phone' }).waitFor({ state: 'detached' });
    expect(await page.locator('[data-metric]').count()).toBe(0);
    const streams = countStreams(page);
    await page.getByRole('button', { name: 'Pair again' }).click();
    await field(page).fill(await codeIn(dialog));
    expect(streams()).toBe(0);
    await button(page).click();
    await waitForPhase(page, 'live');
  });

  test('is made an operator and a viewer again while it watches, and its locks follow', async () => {
    const server = await lan.serve();
    const dialog = await share(await lan.openHere(server));
    const page = await pairPhone(lan, server, await codeIn(dialog));
    const locked = page.locator('[data-metric="cpu"] .handle.locked').first();
    await locked.waitFor();
    const role = dialog.getByRole('combobox', { name: 'Role of Phone' });
    await role.selectOption('operator');
    await locked.waitFor({ state: 'detached' });
    await page.locator('[data-metric="cpu"] [data-handle]').first().waitFor();
    await waitForPhase(page, 'live');
    await role.selectOption('viewer');
    await locked.waitFor();
    expect(await page.getByRole('heading', { name: 'This device was removed' }).count()).toBe(0);
  });

  test('that has a session and scans another code is asked, and then has the role of that code, once', async () => {
    const server = await lan.serve();
    const operator = await lan.openHere(server);
    const dialog = await share(operator);
    const used = await codeIn(dialog);
    const page = await pairPhone(lan, server, used);
    const locked = page.locator('[data-metric="cpu"] .handle.locked').first();
    await locked.waitFor();
    // The panel shows another one as soon as it knows that this was used; a code that is made before would be voided by it.
    await expect.poll(() => codeIn(dialog)).not.toBe(used);
    const scan = async (role: Role) => page.goto(`${lan.urlOf(server)}/#pair=${await codeFor(operator, role)}`);
    for (const role of ['operator', 'viewer'] as const) {
      await scan(role);
      await page.getByText('This phone is paired already.').waitFor();
      await page.getByRole('button', { name: 'Pair this phone' }).click();
      await waitForPhase(page, 'live');
      await (role === 'operator'
        ? page.locator('[data-metric="cpu"] [data-handle]').first().waitFor()
        : locked.waitFor());
      const listed = dialog.getByRole('combobox', { name: 'Role of Phone' });
      await expect.poll(async () => [await listed.count(), await listed.inputValue()]).toEqual([1, role]);
    }
    await scan('operator');
    await page.getByRole('button', { name: 'Stay as it is' }).click();
    await locked.waitFor();
  });

  test('may leave, and is not told that somebody removed it', async () => {
    const server = await lan.serve();
    const dialog = await share(await lan.openHere(server));
    const page = await pairPhone(lan, server, await codeIn(dialog));
    await page.getByRole('navigation').getByRole('button', { name: 'More' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Share on this network' }).click();
    const own = page.getByRole('dialog', { name: 'Share on this network' });
    await own.getByText('Only operators share.').waitFor();
    await own.getByRole('button', { name: 'Leave: unpair this device' }).click();
    await own.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.getByText('This phone has left.').waitFor();
    await dialog.getByRole('button', { name: 'Revoke Phone' }).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('heading', { name: 'Pair this device' }).waitFor();
  });

  test('that guesses locks pairing: it is told for how long, and the operator that somebody guesses', async () => {
    const server = await lan.serve();
    const operator = await lan.openHere(server);
    const dialog = await share(operator);
    const code = await codeIn(dialog);
    const page = await openPage(lan.there, phone);
    await page.goto(lan.urlOf(server));
    const alert = page.getByRole('alert');
    for (let tries = 0; tries < 10; tries += 1) {
      await field(page).fill('22222222');
      await button(page).click();
      await alert.getByText('That code is wrong').waitFor();
      await field(page).fill('2222222');
      await expect.poll(() => alert.textContent()).toBe('');
    }
    await field(page).fill(code);
    await button(page).click();
    await alert.getByText(/^Too many wrong codes were typed\. You can try again in (?:1:00|0:\d\d)\.$/u).waitFor();
    expect(await button(page).isDisabled()).toBe(true);
    await dialog.getByText(/^10 wrong codes were typed; pairing is locked until \d\d:\d\d\.$/u).waitFor();
    await operator.keyboard.press('Escape');
    await operator.getByRole('alert').getByText('Somebody on the network may be guessing.').waitFor();
  });

  test('a browser of the machine itself pairs by the link of the terminal without a press', async () => {
    const server = await lan.serve({ env: { LANPULSE_LOOPBACK_ROLE: 'none' } });
    const link = /http\S+#pair=\S+/u.exec(server.stderr())?.[0] ?? '';
    expect(link).not.toBe('');
    const page = await openPage(lan.here, { expected: phone.expected ?? [] });
    await page.goto(server.url);
    await page.getByText('open the link that Lanpulse printed in its terminal').waitFor();
    await page.goto(link);
    await waitForPhase(page, 'live');
    expect(page.url()).not.toContain('pair');
    await share(page);
    await page.getByRole('dialog').getByText('this device').waitFor();
  });

  test('a page of this machine that another browser shared from under it is led to the pairing, and its other tabs stay', async () => {
    const server = await lan.serve();
    const operator = await lan.openHere(server);
    const tab = await operator.context().newPage();
    await tab.goto(server.url);
    await waitForPhase(tab, 'live');
    const stranger = await lan.openHere(server);
    const dialog = await share(operator);
    await stranger.getByText('This page has lost its access.').waitFor();
    await waitForPhase(tab, 'live');
    await waitForValues(tab, 'memory', 1);
    expect(await tab.getByRole('heading', { name: 'Pair this device' }).count()).toBe(0);
    await field(stranger).fill(await codeIn(dialog));
    await stranger.getByRole('button', { name: 'Pair this computer' }).click();
    await waitForPhase(stranger, 'live');
  });

  test('that is offline says so, and lets the person try again', async () => {
    const server = await lan.serve();
    const code = await codeIn(await share(await lan.openHere(server)));
    const page = await openPage(lan.there, phone);
    await page.goto(`${lan.urlOf(server)}/#pair=${code}`);
    await button(page).waitFor();
    await page.context().setOffline(true);
    await button(page).click();
    await page.getByRole('alert').getByText('The server could not be reached.').waitFor();
    await page.context().setOffline(false);
    await button(page).click();
    await waitForPhase(page, 'live');
  });

  test('lets in another tab of the same browser, too', async () => {
    const server = await lan.serve();
    const code = await codeIn(await share(await lan.openHere(server)));
    const page = await openPage(lan.there, phone);
    await page.goto(lan.urlOf(server));
    await button(page).waitFor();
    const tab = await page.context().newPage();
    await tab.goto(`${lan.urlOf(server)}/#pair=${code}`);
    await button(tab).click();
    await waitForPhase(tab, 'live');
    await page.bringToFront();
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await waitForPhase(page, 'live');
  });

  test.each([
    ['dark', 390, 844],
    ['light', 390, 844],
    ['dark', 1440, 900],
    ['light', 360, 640],
  ] as const)('finds nothing in its way, %s at %i px', async (colorScheme, width, height) => {
    const server = await lan.serve();
    await share(await lan.openHere(server));
    const page = await openPage(lan.there, { ...phone, viewport: { width, height }, colorScheme });
    await page.goto(lan.urlOf(server));
    await field(page).fill('K7QM4X');
    expect(await axeFindings(page)).toEqual([]);
    await field(page).fill('22222222');
    await button(page).click();
    await page.getByRole('alert').getByText('That code is wrong').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  });
});
