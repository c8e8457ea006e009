import type { Browser, Locator, Page } from 'playwright-core';
import { openPage, type PageOptions } from './browser.ts';
import { waitForCards } from './dashboard-page.ts';

/** Opens a dashboard, and waits for its first numbers. */
export async function openDashboard(browser: Browser, url: string, options: PageOptions = {}): Promise<Page> {
  const page = await openPage(browser, { viewport: { width: 1440, height: 1000 }, ...options });
  await page.goto(url);
  await page.locator('[data-state="live"] [data-value]').first().waitFor();
  await waitForCards(page);
  return page;
}

/** The card of a metric. */
export function card(page: Page, id: string): Locator {
  return page.locator(`[data-metric="${id}"]`);
}

/** What a card's first canvas shows, as text that can be compared. */
export async function picture(of: Locator): Promise<string> {
  return await of.locator('canvas').first().evaluate(readCanvas);
}

/** What a canvas shows; runs in the page. */
export function readCanvas(element: Element): string {
  if (!(element instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
  return element.toDataURL();
}

/** Puts the pointer over the newest points of a card's chart. */
export async function hoverNewest(of: Locator): Promise<void> {
  const box = await of.getByRole('slider').first().boundingBox();
  if (box === null) throw new Error('The chart is not visible.');
  await of.page().mouse.move(box.x + box.width - 4, box.y + box.height / 2, { steps: 3 });
}

/** True when a pixel of a card's first canvas has exactly this colour. */
export async function hasColour(of: Locator, hex: string): Promise<boolean> {
  return await of
    .locator('canvas')
    .first()
    .evaluate((element, wanted) => {
      if (!(element instanceof HTMLCanvasElement)) return false;
      const { data } = element.getContext('2d')?.getImageData(0, 0, element.width, element.height) ?? { data: [] };
      const channel = (index: number): number => parseInt(wanted.slice(1 + 2 * index, 3 + 2 * index), 16);
      for (let i = 0; i < data.length; i += 4) {
        if (data[i] === channel(0) && data[i + 1] === channel(1) && data[i + 2] === channel(2) && data[i + 3] === 255) {
          return true;
        }
      }
      return false;
    }, hex);
}
