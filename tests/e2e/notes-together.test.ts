import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noteLength } from '../../src-shared/protocol/note.ts';
import { command, serverForTest } from '../support/alerting-server.ts';
import { launchBrowser, lacksBrowser } from '../support/browser.ts';
import { card, openDashboard } from '../support/card-in-page.ts';
import { flags, notesOf } from '../support/notes-in-page.ts';

const minuteMs = 60_000;

/** A moment as a field for date and time takes it: in the zone of this machine, as the browser's is. */
const localText = (ms: number): string =>
  new Date(ms - new Date(ms).getTimezoneOffset() * minuteMs).toISOString().slice(0, 19);

/** The last whole minute that is over for ten seconds, and so on every chart. */
const lastMinuteMs = (): number => Math.floor((Date.now() - 10_000) / minuteMs) * minuteMs;

describe.skipIf(lacksBrowser())('a note that two people have before them', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  /** Two pages that show one note. */
  async function two(t = Date.now() - 10_000): Promise<{ url: string; first: Page; second: Page }> {
    const { url } = await serverForTest();
    await command(url, 'note.add', { t, text: 'deployed 2.3' });
    const pages = [await openDashboard(browser, url), await openDashboard(browser, url)] as const;
    for (const page of pages) await flags(card(page, 'memory')).first().waitFor();
    return { url, first: pages[0], second: pages[1] };
  }

  const textOf = (form: Locator): Locator => form.getByRole('textbox', { name: 'What happened' });

  async function openForm(page: Page): Promise<Locator> {
    await flags(card(page, 'memory')).first().click();
    await page.getByRole('button', { name: /^Edit the note/u }).click();
    const form = page.getByRole('dialog', { name: 'Edit the note' });
    await textOf(form).waitFor();
    return form;
  }

  test('keeps what is being typed when the other changes it, says so, and takes the text that is saved last', async () => {
    const { url, first, second } = await two();
    const mine = await openForm(first);
    await textOf(mine).fill('deployed 2.4, slowly');
    const theirs = await openForm(second);
    await textOf(theirs).fill('deployed 2.4 <b>twice</b>');
    await theirs.getByRole('button', { name: 'Save' }).click();

    await mine.getByText('has changed this note meanwhile: “deployed 2.4 <b>twice</b>”').waitFor();
    expect(await textOf(mine).inputValue()).toBe('deployed 2.4, slowly');
    expect((await notesOf(url)).map(({ text }) => text)).toEqual(['deployed 2.4 <b>twice</b>']);
    await mine.getByRole('button', { name: 'Save' }).click();
    await card(second, 'memory')
      .getByRole('button', { name: /: deployed 2\.4, slowly$/u })
      .waitFor();
    expect((await notesOf(url)).map(({ text }) => text)).toEqual(['deployed 2.4, slowly']);
  });

  test('shows what the other made of it as long as it is not touched, and saves nothing over that', async () => {
    const { url, first } = await two();
    const mine = await openForm(first);
    const [{ id, t } = { id: '', t: 0 }] = await notesOf(url);
    await command(url, 'note.edit', { noteId: id, text: 'deployed 2.5' });
    await mine.getByText('has changed this note meanwhile. You see what it is now.').waitFor();
    expect(await textOf(mine).inputValue()).toBe('deployed 2.5');
    await mine.getByRole('button', { name: 'Save' }).click();
    await mine.waitFor({ state: 'detached' });
    expect(await notesOf(url)).toMatchObject([{ id, t, text: 'deployed 2.5' }]);
  });

  // A field writes no seconds where there are none.
  test.each([
    { seconds: 0, where: 'on a whole minute' },
    { seconds: 7, where: 'between two minutes' },
  ])('says so too where both have moved it in time, $where', async ({ seconds }) => {
    const { url, first } = await two(lastMinuteMs() + seconds * 1_000);
    const mine = await openForm(first);
    const [{ id, t } = { id: '', t: 0 }] = await notesOf(url);
    const field = mine.getByLabel('When');
    const typedMs = t - 2 * minuteMs;
    await field.fill(localText(typedMs));
    await command(url, 'note.edit', { noteId: id, t: t - minuteMs });
    const notice = mine.getByText(/has changed this note meanwhile: the moment .+ What you save takes its place\./u);
    await notice.waitFor();
    expect(Date.parse(await field.inputValue())).toBe(typedMs);
    await command(url, 'note.edit', { noteId: id, t: typedMs + 400 });
    await notice.waitFor({ state: 'detached' });
  });

  test('keeps its part of a second where its moment was typed anew, on a whole minute too', async () => {
    const t = lastMinuteMs() + 400;
    const { url, first } = await two(t);
    const mine = await openForm(first);
    const field = mine.getByLabel('When');
    for (const typedMs of [t - minuteMs, t]) await field.fill(localText(typedMs));
    await textOf(mine).fill('deployed 2.4');
    await mine.getByRole('button', { name: 'Save' }).click();
    await mine.waitFor({ state: 'detached' });
    expect(await notesOf(url)).toMatchObject([{ t, text: 'deployed 2.4' }]);
  });

  test('is not put back to where it was by one who changes only its words', async () => {
    const { url, first } = await two();
    const mine = await openForm(first);
    await textOf(mine).fill('deployed 2.4');
    const [{ id, t } = { id: '', t: 0 }] = await notesOf(url);
    await command(url, 'note.edit', { noteId: id, t: t - 5_000 });
    await mine.getByRole('button', { name: 'Save' }).click();
    await mine.waitFor({ state: 'detached' });
    expect(await notesOf(url)).toMatchObject([{ id, t: t - 5_000, text: 'deployed 2.4' }]);
  });

  test('cannot be saved where the other has removed it: that is said, and the words are not lost', async () => {
    const { url, first, second } = await two();
    const mine = await openForm(first);
    await textOf(mine).fill('deployed 2.4');
    await flags(card(second, 'memory')).first().click();
    await second.getByRole('button', { name: /^Remove the note/u }).click();
    await second.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect.poll(() => flags(first).count()).toBe(0);
    await mine.getByRole('button', { name: 'Save' }).click();
    await mine.getByRole('alert').getByText('There is no such note; somebody may have removed it.').waitFor();
    expect(await textOf(mine).inputValue()).toBe('deployed 2.4');
    expect(await notesOf(url)).toEqual([]);
  });

  test('has 500 characters at most: more are not taken, the page counts, and all of them reach the other', async () => {
    const { first, second } = await two();
    const mine = await openForm(first);
    const text = textOf(mine);
    await text.fill('');
    await text.focus();
    await first.keyboard.insertText('x'.repeat(noteLength + 100));
    expect(await text.inputValue()).toBe('x'.repeat(noteLength));
    await mine.getByText('500 of 500 characters').waitFor();
    await mine.getByRole('button', { name: 'Save' }).click();
    await mine.waitFor({ state: 'detached' });
    await flags(card(second, 'memory')).first().click();
    await second.getByRole('dialog', { name: 'Note' }).getByText('x'.repeat(noteLength), { exact: true }).waitFor();
  });
});
