import type { Page } from 'playwright-core';
import * as v from 'valibot';
import { expect } from 'vitest';
import { pollAnswerSchema, sampleSchema } from '../../src-shared/protocol/events.ts';
import { readJson } from '../../src-renderer/link/read-json.ts';

/** The badge in a state. */
const badge = (phase: string) => `[data-connection="${phase}"]`;

/** Waits for a state of the badge. */
export async function waitForPhase(page: Page, phase: string, timeout = 20_000): Promise<void> {
  await page.locator(badge(phase)).waitFor({ timeout });
  await waitForCards(page);
}

/** Waits until all cards are there: they come one after the other. */
export async function waitForCards(page: Page): Promise<void> {
  await page.locator('.overview[data-growing]').waitFor({ state: 'detached' });
}

/**
 * Waits until the big number of a card has changed that many times: what is on the page is alive. A busy machine's CPU
 * can stand at 100 % for minutes; its memory never stands still.
 */
export async function waitForValues(page: Page, metric: string, changes = 3, timeoutMs = 30_000): Promise<void> {
  const number = page.locator(`[data-metric="${metric}"] [data-value]`).first();
  const seen = new Set<string | null>();
  await expect
    .poll(
      async () => {
        seen.add(await number.getAttribute('data-value', { timeout: timeoutMs }));
        return seen.size;
      },
      { timeout: timeoutMs, interval: 200 },
    )
    .toBeGreaterThan(changes);
}

/** Waits until the page has drawn what it knows. */
export async function nextFrames(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** Waits until a page that is cut off tells that its last sample is at least that old; at most 19 s. */
export async function waitForAge(page: Page, seconds: 4 | 5): Promise<void> {
  await page
    .getByText(new RegExp(`^Last sample ([${String(seconds)}-9]|1\\d) s ago, retrying`, 'u'))
    .first()
    .waitFor();
}

/** Times of the newest points that a card holds, as `HH:MM:SS`, and how many holes there are: read from its table. */
export async function readTable(page: Page, label: string): Promise<{ times: string[]; holes: number }> {
  await openTable(page, label);
  const { times, holes } = await readRows(page);
  await closeTable(page);
  return { times, holes: holes.length };
}

/** Times of all points of a card's window, and those of its holes: every leaf of its table, newest first. */
export async function readWholeTable(page: Page, label: string): Promise<{ times: string[]; holes: string[] }> {
  await openTable(page, label);
  const older = page.getByRole('dialog').getByRole('button', { name: 'Older' });
  const whole = await readRows(page);
  while ((await older.count()) > 0 && (await older.isEnabled())) {
    await older.click();
    const { times, holes } = await readRows(page);
    whole.times.push(...times);
    whole.holes.push(...holes);
  }
  await closeTable(page);
  return whole;
}

async function openTable(page: Page, label: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${label}` }).click();
  await page.getByRole('menuitem', { name: 'Show as table' }).click();
  await page.getByRole('dialog').locator('tbody tr').first().waitFor();
}

async function closeTable(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function readRows(page: Page): Promise<{ times: string[]; holes: string[] }> {
  const rows = page.getByRole('dialog').locator('tbody tr');
  const texts = await rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)),
  );
  const isHole = ([, ...values]: readonly (string | null)[]) => values.length === 1 && values[0] === 'no data';
  const timesOf = (some: readonly (readonly (string | null)[])[]) => some.map(([time]) => time ?? '');
  return { times: timesOf(texts.filter((row) => !isHole(row))), holes: timesOf(texts.filter(isHole)) };
}

/** A moment as the page's tables write it. */
export function clockText(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}

/** Times of all samples that a server still holds, read without the page. */
export async function samplesHeld(url: string): Promise<number[]> {
  const times: number[] = [];
  let after = '';
  for (let more = true; more;) {
    const query = new URLSearchParams({ metrics: 'cpu', timeout: '0', ...(after === '' ? {} : { after }) });
    const answer = v.parse(pollAnswerSchema, await (await fetch(`${url}/api/v1/poll?${query.toString()}`)).json());
    for (const { event, data } of answer.events) if (event === 'sample') times.push(v.parse(sampleSchema, data).t);
    // The first answer only names the newest id; the whole ring is what follows the start of its epoch.
    more = after === '' || answer.more;
    after = after === '' ? `${answer.last.split('-')[0] ?? ''}-0` : answer.last;
  }
  return times;
}

/** A sample as it arrived at the page over its event stream. */
export interface ArrivedSample {
  readonly t: number;
  readonly metrics: readonly string[];
}

/** Listens to the event streams of a page from outside; the list grows as samples arrive. */
export async function listenToStreams(page: Page): Promise<readonly ArrivedSample[]> {
  const arrived: ArrivedSample[] = [];
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.eventSourceMessageReceived', ({ eventName, data }) => {
    if (eventName !== 'sample') return;
    const { t, m } = v.parse(sampleSchema, readJson(data));
    arrived.push({ t, metrics: Object.keys(m) });
  });
  return arrived;
}

/** Makes the page believe that it is in the background, or in front again. Call once before the page is opened. */
export async function controlVisibility(page: Page): Promise<(hidden: boolean) => Promise<void>> {
  await page.addInitScript(() => {
    Object.defineProperty(document, 'hidden', { get: () => document.documentElement.dataset.testHidden === 'true' });
  });
  return (hidden) =>
    page.evaluate((isHidden) => {
      document.documentElement.dataset.testHidden = String(isHidden);
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
}
