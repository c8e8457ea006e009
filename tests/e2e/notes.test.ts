import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command, serverForTest } from '../support/alerting-server.ts';
import { axeFindings } from '../support/axe.ts';
import { launchBrowser, lacksBrowser, type PageOptions } from '../support/browser.ts';
import { card, openDashboard, picture } from '../support/card-in-page.ts';
import { flags, notesOf, pinNote } from '../support/notes-in-page.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const phone: PageOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe.skipIf(lacksBrowser())('notes in the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test('one that is pinned on one screen stands on all charts of another at once, and changes and goes there too', async () => {
    const { url } = await serverForTest();
    const first = await openDashboard(browser, url);
    const second = await openDashboard(browser, url);
    expect(await flags(second).count()).toBe(0);

    await pinNote(first, 'deployed 2.3');
    for (const page of [first, second]) {
      for (const id of ['cpu', 'memory', 'network'])
        await card(page, id)
          .getByRole('button', { name: /^Note at .*: deployed 2\.3$/u })
          .first()
          .waitFor();
    }
    const [note] = await notesOf(url);
    expect(note).toMatchObject({ text: 'deployed 2.3', by: 'this machine' });

    await flags(card(second, 'memory')).first().click();
    const dialog = second.getByRole('dialog', { name: 'Note' });
    await dialog.getByText('deployed 2.3').waitFor();
    await dialog.getByRole('button', { name: /^Edit the note/u }).click();
    const form = second.getByRole('dialog', { name: 'Edit the note' });
    await form.getByRole('textbox', { name: 'What happened' }).fill('deployed 2.4');
    await second.keyboard.press('Enter');
    await card(first, 'memory')
      .getByRole('button', { name: /deployed 2\.4$/u })
      .waitFor();
    expect(await notesOf(url)).toEqual([{ ...note, text: 'deployed 2.4' }]);
    expect(await second.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null)).toBe(true);

    await dialog.getByRole('button', { name: /^Remove the note/u }).click();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await dialog.getByText('The note is gone').waitFor();
    await expect.poll(() => flags(first).count()).toBe(0);
    expect(await notesOf(url)).toEqual([]);
  });

  test('one is pinned to the moment under the crosshair, by keyboard alone', async () => {
    const { url } = await serverForTest();
    const page = await openDashboard(browser, url);
    const slider = card(page, 'memory').getByRole('slider', { name: 'Memory at a moment' });
    const newest = async () => Number((await slider.getAttribute('aria-valuemax')) ?? Number.NaN);
    await expect.poll(newest).toBeGreaterThan(0);
    // Two samples to step back over.
    const first = await newest();
    await expect.poll(newest).toBeGreaterThanOrEqual(first + 2_000);
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    const at = Number(await slider.getAttribute('aria-valuenow'));
    await pinNote(page, 'under the crosshair');
    expect((await notesOf(url)).map(({ t }) => t)).toEqual([at]);
  });

  test('the flags of a chart are one stop of the Tab key, and the arrows go from one to the next', async () => {
    const { url } = await serverForTest();
    for (const [text, ageMs] of [
      ['first', 200_000],
      ['second', 100_000],
      ['third', 30_000],
    ] as const)
      await command(url, 'note.add', { t: Date.now() - ageMs, text });
    const page = await openDashboard(browser, url);
    const all = flags(card(page, 'memory'));
    await expect.poll(() => all.count()).toBe(3);
    expect(await all.evaluateAll((each) => each.map((one) => one.tabIndex))).toEqual([0, -1, -1]);
    await all.first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/: third$/u);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Note' }).getByText('second').waitFor();
  });

  test('text that looks like markup is shown as text, everywhere', async () => {
    const { url } = await serverForTest();
    const text = '<img src=x onerror="document.body.dataset.hacked=1"><b>bold</b>';
    await command(url, 'note.add', { t: Date.now(), text });
    const page = await openDashboard(browser, url);
    await flags(page).first().waitFor();
    await page.getByRole('button', { name: '1 note', exact: true }).click();
    expect(await page.locator('[data-note-row] .text').textContent()).toBe(text);
    expect(await page.locator('img[src="x"], [data-note-row] b').count()).toBe(0);
    expect(await page.evaluate(() => document.body.dataset.hacked)).toBeUndefined();
  });

  test('a line is drawn on the canvas of each chart, and goes with the note', async () => {
    const { url } = await serverForTest();
    const page = await openDashboard(browser, url);
    await page.keyboard.press('p');
    const heat = card(page, 'cpu').locator('.heat canvas');
    const shot = () => heat.evaluate((one) => (one instanceof HTMLCanvasElement ? one.toDataURL() : ''));
    await page.waitForTimeout(300);
    const before = [await picture(card(page, 'memory')), await shot()];
    await command(url, 'note.add', { t: Date.now() - 30_000, text: 'x' });
    await flags(page).first().waitFor();
    await expect.poll(async () => [await picture(card(page, 'memory')), await shot()]).not.toEqual(before);
    await command(url, 'note.remove', { noteId: (await notesOf(url))[0]?.id ?? '' });
    await expect.poll(async () => [await picture(card(page, 'memory')), await shot()]).toEqual(before);
  });

  test('the list holds the notes of the range, and jumps to their moments', async () => {
    const { url } = await serverForTest();
    const t = Date.now() - 10 * 60_000;
    await command(url, 'note.add', { t, text: 'a while ago' });
    const page = await openDashboard(browser, `${url}/?window=1m`);
    await page.getByRole('button', { name: 'Notes', exact: true }).click();
    await page.getByRole('dialog').getByText('No notes in this range.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('3');
    await page.getByRole('button', { name: '1 note', exact: true }).click();
    await page.locator('[data-note-row] .when').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const slider = card(page, 'memory').getByRole('slider', { name: 'Memory at a moment' });
    await expect.poll(async () => Number(await slider.getAttribute('aria-valuenow'))).toBe(t);
  });

  test('what is wrong with a note is said before it is sent, and nothing is lost', async () => {
    const { url } = await serverForTest();
    const page = await openDashboard(browser, url);
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Pin a note' });
    await dialog.getByRole('button', { name: 'Pin it' }).click();
    await dialog.getByRole('alert').getByText('The text is empty.').waitFor();
    const text = dialog.getByRole('textbox', { name: 'What happened' });
    await text.fill('planned');
    await dialog.getByLabel('When').fill('2999-01-01T00:00:00');
    await dialog.getByRole('alert').getByText('That moment has not come yet').waitFor();
    await page.keyboard.press('Enter');
    expect(await text.inputValue()).toBe('planned');
    expect(await notesOf(url)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('a viewer sees notes and why there are no controls', async () => {
    const args = ['--data-dir', temporaryFolder()];
    const before = await serverForTest({ args });
    await command(before.url, 'note.add', { t: Date.now(), text: 'deployed 2.3' });
    await before.stop();
    const server = await serverForTest({ args, env: { LANPULSE_LOOPBACK_ROLE: 'viewer' } });
    const page = await openDashboard(browser, server.url);
    await flags(page).first().waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Notes' });
    await dialog.getByText('deployed 2.3').waitFor();
    await dialog.getByText('Only operators pin notes.').waitFor();
    expect(await dialog.getByRole('button', { name: /Pin|Edit|Remove/u }).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
  });

  test('a phone pins, edits and removes by touch', async () => {
    const { url } = await serverForTest();
    const page = await openDashboard(browser, url, phone);
    await page.getByRole('button', { name: 'More', exact: true }).tap();
    await page.getByRole('button', { name: 'Notes', exact: true }).tap();
    const list = page.getByRole('dialog', { name: 'Notes' });
    await list.getByText('No notes in this range.').waitFor();
    await list.getByRole('button', { name: 'Pin a note' }).tap();
    await page.getByRole('textbox', { name: 'What happened' }).fill('by touch');
    await page.getByRole('button', { name: 'Pin it' }).tap();
    await list.getByText('by touch').waitFor();
    const small = await list.locator('button').evaluateAll((all) =>
      all.flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        return height < 44 && one.ariaLabel !== 'Close' ? [`${one.outerHTML.slice(0, 80)} ${String(width)}`] : [];
      }),
    );
    expect(small).toEqual([]);
    expect(await list.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    await list.getByRole('button', { name: /^Remove the note/u }).tap();
    await list.getByRole('button', { name: 'Remove', exact: true }).tap();
    await list.getByText('No notes in this range.').waitFor();
    expect(await notesOf(url)).toEqual([]);
  });

  test('a finger reaches the flag of this moment, which lies where the handle of a high level lies', async () => {
    const { url } = await serverForTest();
    const page = await openDashboard(browser, url, phone);
    const cpu = card(page, 'cpu');
    await cpu.locator('[data-handle]').first().waitFor();
    await command(url, 'note.add', { t: Date.now(), text: 'just now' });
    await flags(cpu).first().waitFor();
    expect(
      await flags(cpu)
        .first()
        .evaluate((flag) => {
          const { left, top, width, height } = flag.getBoundingClientRect();
          const handle = flag.closest('[data-metric]')?.querySelector('[data-handle]')?.getBoundingClientRect();
          const [x, y] = [left + width / 2, top + height / 2];
          const covers = handle !== undefined && x > handle.left && x < handle.right && y < handle.bottom;
          return [covers, document.elementFromPoint(x, y)?.closest('[data-note]') === flag];
        }),
    ).toEqual([true, true]);
  });

  test.each([
    { colorScheme: 'dark' },
    { colorScheme: 'light' },
    { colorScheme: 'dark', ...phone },
    { colorScheme: 'light', ...phone },
  ] as const)('axe finds nothing in list and form, $colorScheme, touch $hasTouch', async (options) => {
    const { url } = await serverForTest();
    for (const text of ['deployed 2.3', 'restarted nginx']) await command(url, 'note.add', { t: Date.now(), text });
    const page = await openDashboard(browser, url, options);
    await flags(page).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await flags(page).first().click();
    expect(await axeFindings(page)).toEqual([]);
    await page
      .getByRole('button', { name: /^Edit the note/u })
      .first()
      .click();
    expect(await axeFindings(page)).toEqual([]);
  });
});
