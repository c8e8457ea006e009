import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { askFrom } from '../support/ask-from.ts';
import { inCi } from '../support/browser.ts';
import { desktopDisplay, electronForTests, lacksDesktop } from '../support/electron.ts';
import { canMakeHosts, makeSmallNetwork } from '../support/second-host.ts';
import { countSent } from '../support/sent-by-host.ts';
import { hasSessionBus } from '../support/session-bus.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { hasTrayPanel } from '../support/tray-panel.ts';
import { startUnwatched } from '../support/unwatched-desktop.ts';

const slow = { timeout: 60_000 };
const lacksPanel = !inCi && !(hasSessionBus() && hasTrayPanel());
const figuresSchema = v.object({ viewers: v.number(), eventsSent: v.number() });

/** An AppImage with a place for updates, where its owner wants none. */
async function withoutUpdates(): Promise<Readonly<Record<string, string>>> {
  const folder = temporaryFolder();
  const [image, config] = [join(folder, 'Lanpulse.AppImage'), join(folder, 'app-update.yml')];
  writeFileSync(image, '');
  writeFileSync(config, JSON.stringify({ provider: 'generic', url: 'https://updates.example/' }));
  return {
    LANPULSE_UPDATE_CONFIG: config,
    LANPULSE_UPDATES: 'off',
    APPIMAGE: image,
    APPDIR: dirname(await electronForTests()),
  };
}

describe.skipIf(lacksDesktop() || lacksPanel || !canMakeHosts)('the desktop app', () => {
  const display = desktopDisplay();

  test.each([
    ['where it has no place for updates', () => Promise.resolve({})],
    ['where they are turned off', withoutUpdates],
  ])('sends nothing to anybody, and asks for no name, %s', async (_where, settings) => {
    const network = await makeSmallNetwork();
    onTestFinished(() => network.close());
    const sent = await countSent(network);
    const before = await sent();
    const { panel, program } = await startUnwatched(display(), {
      wrap: network.server.wrap,
      env: { LANPULSE_PORT: '4790', ...(await settings()) },
    });
    const figures = async () => {
      const { body } = await askFrom(network.server, 'http://127.0.0.1:4790/api/v1/server');
      return v.parse(figuresSchema, body);
    };
    // The window and the mini view are live.
    await expect.poll(async () => (await figures()).viewers, slow).toBe(1);
    await panel.choose('Mini view');
    const { eventsSent } = await figures();
    await expect.poll(async () => (await figures()).eventsSent, slow).toBeGreaterThan(eventsSent + 10);
    expect(await sent()).toEqual(before);
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(await sent()).toEqual(before);
  });
});
