import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askFrom } from '../support/ask-from.ts';
import { axeFindings } from '../support/axe.ts';
import { lacksBrowser, openPage } from '../support/browser.ts';
import { waitForPhase, waitForValues } from '../support/dashboard-page.ts';
import { canMakeHosts } from '../support/second-host.ts';
import { codeIn, makeLan, openShare, pairPhone, phone, share, type Lan } from '../support/shared-server.ts';

const overflow = (of: Locator) => of.evaluate((one) => one.scrollWidth - one.clientWidth);

/** Makes the paired phone an operator, and opens its own Share panel. */
async function asOperator(dialog: Locator, page: Page): Promise<Locator> {
  await dialog.getByRole('combobox', { name: 'Role of Phone' }).selectOption('operator');
  await page.locator('[data-metric="cpu"] .handle.locked').first().waitFor({ state: 'detached' });
  return await openShare(page);
}

describe.skipIf(lacksBrowser() || !canMakeHosts)('the Share panel', () => {
  let lan: Lan;
  beforeAll(async () => {
    lan = await makeLan();
  });
  afterAll(() => lan.close());

  test('says what sharing means before it is turned on, and then the page simply goes on', async () => {
    const server = await lan.serve();
    const page = await lan.openHere(server, { expected: phone.expected ?? [] });
    const dialog = await openShare(page);
    const control = dialog.getByRole('switch', { name: 'Sharing is off' });
    await control.waitFor();
    await dialog.getByText('Only this machine can open this page.').waitFor();
    await dialog.getByText('plain HTTP, which others on the same network can read along').waitFor();
    expect(await dialog.locator('[data-code]').count()).toBe(0);
    await control.press('Space');
    await dialog.getByRole('switch', { name: 'Sharing is on' }).waitFor();
    await dialog.getByRole('img', { name: /^QR code/u }).waitFor();
    expect(await codeIn(dialog)).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/u);
    await dialog.getByText(lan.urlOf(server), { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await waitForPhase(page, 'live');
    await waitForValues(page, 'memory', 2);
  });

  test('tells which limits were met, and that none was', async () => {
    const server = await lan.serve({ args: ['--pairing-tries', '3'] });
    const page = await lan.openHere(server);
    const dialog = await share(page);
    const refused = dialog.getByRole('region', { name: 'What was refused' });
    await refused.getByText('Nothing. No limit was met since Lanpulse was started.').waitFor();
    for (let tries = 0; tries < 5; tries += 1) {
      await askFrom(lan.network.second, `${lan.urlOf(server)}/api/v1/pair`, { body: { code: 'WRONGONE' } });
    }
    const met = refused.getByRole('listitem');
    await met.filter({ hasText: 'Pairing: too many wrong codes' }).filter({ hasText: '2 times' }).waitFor();
    expect(await met.count()).toBe(1);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await refused.scrollIntoViewIfNeeded();
      expect(await axeFindings(page)).toEqual([]);
    }
  });

  test('makes another code for another role, and the device gets that role', async () => {
    const server = await lan.serve();
    const dialog = await share(await lan.openHere(server));
    const code = await codeIn(dialog);
    await dialog.getByRole('radio', { name: 'Operate' }).check();
    await expect.poll(() => codeIn(dialog)).not.toBe(code);
    await pairPhone(lan, server, await codeIn(dialog));
    await dialog.getByText('Phone is paired, as operator.').waitFor();
  });

  test('renames in place: Enter keeps, Esc takes back and leaves the panel open', async () => {
    const server = await lan.serve();
    const page = await lan.openHere(server);
    const dialog = await share(page);
    await pairPhone(lan, server, await codeIn(dialog));
    const name = dialog.getByRole('textbox', { name: 'New name of Phone' });
    await dialog.getByRole('button', { name: 'Rename Phone' }).press('Enter');
    await name.fill('Nothing');
    await name.press('Escape');
    await dialog.getByRole('button', { name: 'Rename Phone' }).press('Enter');
    await name.fill('Ada’s phone');
    await name.press('Enter');
    await dialog.getByRole('button', { name: 'Rename Ada’s phone' }).waitFor();
    expect(await dialog.isVisible()).toBe(true);
  });

  test('asks before it revokes; Esc keeps the device', async () => {
    const server = await lan.serve();
    const page = await lan.openHere(server);
    const dialog = await share(page);
    const other = await pairPhone(lan, server, await codeIn(dialog));
    const revoke = dialog.getByRole('button', { name: 'Revoke Phone' });
    await revoke.click();
    await dialog.getByRole('group', { name: /^Revoke Phone\?/u }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => revoke.evaluate((one) => one === document.activeElement)).toBe(true);
    await waitForValues(other, 'memory', 1);
  });

  test('revokes all others at once, and lets the operator leave last', async () => {
    const server = await lan.serve();
    const page = await lan.openHere(server);
    const dialog = await share(page);
    const code = dialog.locator('[data-code]');
    const phones: Page[] = [];
    for (const count of [1, 2]) {
      const used = await codeIn(dialog);
      phones.push(await pairPhone(lan, server, used));
      await expect.poll(() => dialog.getByRole('button', { name: 'Revoke Phone' }).count()).toBe(count);
      await expect.poll(() => code.getAttribute('data-code')).not.toBe(used);
    }
    await dialog.getByRole('button', { name: 'Revoke all' }).click();
    const question = dialog.getByRole('group', { name: /^Revoke the other 2 devices\?/u });
    await question.getByRole('button', { name: 'Keep them' }).click();
    await waitForValues(phones[0] ?? page, 'memory', 1);
    await dialog.getByRole('button', { name: 'Revoke all' }).click();
    await question.getByRole('button', { name: 'Revoke all' }).click();
    for (const phone of phones) await phone.getByRole('heading', { name: 'This device was removed' }).waitFor();
    await expect.poll(() => dialog.getByRole('button', { name: 'Revoke Phone' }).count()).toBe(0);
    await waitForPhase(page, 'live');

    await dialog.getByRole('button', { name: /^Leave: unpair/u }).click();
    await dialog.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.getByText(/has left\./u).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Pair this device' }).waitFor();
    expect(await page.locator('[data-metric]').count()).toBe(0);
  });

  test('an operator on the network is asked before the switch cuts it off', async () => {
    const server = await lan.serve();
    const here = await share(await lan.openHere(server));
    const page = await pairPhone(lan, server, await codeIn(here));
    const dialog = await asOperator(here, page);
    const control = dialog.getByRole('switch', { name: 'Sharing is on' });
    await control.click();
    const question = dialog.getByRole('group', { name: /Turning sharing off closes it, too/u });
    await question.getByRole('button', { name: 'Leave it as it is' }).click();
    expect(await control.getAttribute('aria-checked')).toBe('true');
    await control.click();
    await question.getByRole('button', { name: 'Go on' }).click();
    await here.getByRole('switch', { name: 'Sharing is off' }).waitFor();
    await waitForPhase(page, 'retrying');
  });

  test('copies on plain HTTP, where there is no clipboard of the new kind, and says so', async () => {
    const server = await lan.serve();
    const here = await share(await lan.openHere(server));
    const page = await pairPhone(lan, server, await codeIn(here));
    const dialog = await asOperator(here, page);
    expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
    const url = lan.urlOf(server);
    await dialog.getByRole('button', { name: `Copy ${url}`, exact: true }).click();
    await dialog.getByText('Copied').waitFor();
    await dialog.getByRole('button', { name: 'Rename Phone' }).click();
    const name = dialog.getByRole('textbox', { name: 'New name of Phone' });
    await name.fill('');
    await name.press('Control+V');
    await expect.poll(() => name.inputValue()).toBe(url);
  });

  test('selects what it may not copy, and says what to do', async () => {
    const server = await lan.serve();
    const here = await share(await lan.openHere(server));
    const page = await pairPhone(lan, server, await codeIn(here));
    const dialog = await asOperator(here, page);
    await page.evaluate(() => Object.defineProperty(document, 'execCommand', { value: () => false }));
    await dialog.getByRole('button', { name: `Copy ${lan.urlOf(server)}`, exact: true }).click();
    await dialog.getByText('It is selected: copy it by hand.').waitFor();
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(lan.urlOf(server));
  });

  test('an option of the command line decides: the switch is locked, with the reason', async () => {
    const server = await lan.serve({ args: ['--share'] });
    const link = /http\S+#pair=\S+/u.exec(server.stderr())?.[0] ?? server.url;
    const page = await openPage(lan.here, { expected: phone.expected ?? [] });
    await page.goto(link);
    await waitForPhase(page, 'live');
    const dialog = await openShare(page);
    await dialog.getByText('Sharing was set when Lanpulse was started').waitFor();
    expect(await dialog.getByRole('switch', { name: 'Sharing is on' }).isDisabled()).toBe(true);
  });

  test.each([
    ['dark', 1440],
    ['light', 1440],
    ['dark', 390],
    ['light', 360],
  ] as const)('axe finds nothing, and nothing is cut off, %s at %i px', async (colorScheme, width) => {
    const server = await lan.serve();
    const page = await lan.openHere(server, { colorScheme, viewport: { width, height: 800 } });
    const off = await openShare(page);
    await off.getByText('Only this machine can open this page.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await off.waitFor({ state: 'detached' });
    const dialog = await share(page);
    await pairPhone(lan, server, await codeIn(dialog));
    await dialog.getByText('Phone is paired, as viewer.').waitFor();
    expect(await overflow(dialog)).toBe(0);
    await dialog.getByRole('button', { name: 'Revoke Phone' }).click();
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(dialog)).toBe(0);
    const low = await dialog
      .locator('button:visible, select:visible')
      .evaluateAll(
        (all, isPhone) =>
          all
            .filter((one) => isPhone && one.role !== 'switch' && one.getBoundingClientRect().height < 43.5)
            .map((one) => one.outerHTML.slice(0, 120)),
        width < 640,
      );
    expect(low).toEqual([]);
  });
});
