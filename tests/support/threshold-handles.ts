import type { Locator, Page } from 'playwright-core';
import * as v from 'valibot';
import { expect } from 'vitest';
import { rulesSchema, type Rules } from '../../src-shared/protocol/rule.ts';

/** A level of a rule. */
export type HandleLevel = 'warn' | 'critical' | 'clear';

/** The handle of a level on a card of the overview. */
export function handleOf(page: Page, level: HandleLevel = 'warn', metric = 'cpu'): Locator {
  return page.locator(`article[data-metric="${metric}"] [data-level="${level}"]`);
}

/** Waits until a handle of the CPU card stands at a level. */
export async function standsAt(page: Page, percent: number, level: HandleLevel = 'warn'): Promise<void> {
  const text = `${String(percent)} %`;
  await page.locator(`article[data-metric="cpu"] [data-level="${level}"][aria-valuetext="${text}"]`).waitFor();
}

/** Where a handle is on the screen. */
export async function middleOf(handle: Locator): Promise<{ readonly x: number; readonly y: number }> {
  // One that opens something is made anew when what it opens has come: the one that was looked at may be gone by now.
  const look = () =>
    handle.scrollIntoViewIfNeeded().then(
      () => handle.boundingBox(),
      () => null,
    );
  let box = await look();
  await expect.poll(async () => (box ??= await look()), { message: 'the handle is on the screen' }).not.toBeNull();
  if (box === null) throw new Error('The handle is not on the screen.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The level that a handle tells. */
export async function levelOf(handle: Locator): Promise<number> {
  return Number(await handle.getAttribute('aria-valuenow'));
}

/** The rules as the server tells them. */
export async function rulesOf(url: string): Promise<Rules> {
  return v.parse(rulesSchema, await (await fetch(`${url}/api/v1/rules`)).json());
}

/** The warn level of the CPU's average, as the server tells it. */
export async function warnLevel(url: string): Promise<number | null> {
  return (await rulesOf(url)).rules.find((rule) => rule.series === 'cpu.total')?.warn ?? null;
}
