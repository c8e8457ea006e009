/**
 * The desktop app as its owner uses it on the machine that it runs on, for a host of a small network: opens the window,
 * encrypts and shares by the switches of the Share panel or by the options that it is given, sees that the window goes on
 * over both, prints what the panel shows as one line of JSON, and ends at SIGTERM.
 */
import { once } from 'node:events';
import { launchDesktop } from './electron.ts';

const options = process.argv.slice(2);
const { DISPLAY: display = '', LANPULSE_DATA_DIR: dataDir = '' } = process.env;
const app = await launchDesktop(display, { LANPULSE_PORT: '0', LANPULSE_DATA_DIR: dataDir }, options);
const page = await app.firstWindow();

async function live(): Promise<void> {
  await page.waitForSelector('[data-connection="live"]');
  const number = page.locator('[data-metric="memory"] [data-value]').first();
  const before = await number.getAttribute('data-value');
  await page
    .locator(`[data-metric="memory"] [data-value]:not([data-value="${before ?? ''}"])`)
    .first()
    .waitFor();
}

async function turnOn(name: RegExp): Promise<void> {
  const control = page.getByRole('switch', { name });
  await control.waitFor();
  if ((await control.getAttribute('aria-checked')) !== 'true') await control.click();
  await page.locator('[role="switch"][aria-checked="true"]').and(page.getByRole('switch', { name })).waitFor();
}

await live();
await page.keyboard.press('s');
await turnOn(/^Encrypt/u);
await turnOn(/^Sharing is/u);
const dialog = page.getByRole('dialog', { name: 'Share on this network' });
const code = await dialog.locator('[data-code]').getAttribute('data-code');
const fingerprint = (await dialog.locator('.print code').innerText()).replace(/\s/gu, '');
const address = await dialog
  .getByText(/^https:\/\/\d/u)
  .first()
  .innerText();
await page.keyboard.press('Escape');
await live();
await page.reload();
await live();
process.stdout.write(`${JSON.stringify({ code, fingerprint, address, window: page.url() })}\n`);
await once(process, 'SIGTERM');
await app.close();
