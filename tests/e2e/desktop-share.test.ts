import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { askFrom } from '../support/ask-from.ts';
import { inCi } from '../support/browser.ts';
import { desktopDisplay, lacksDesktop } from '../support/electron.ts';
import { canMakeHosts, makeSmallNetwork } from '../support/second-host.ts';
import { hasSessionBus } from '../support/session-bus.ts';
import { hasTrayPanel } from '../support/tray-panel.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startUnwatched } from '../support/unwatched-desktop.ts';
import { markWelcomed } from '../support/welcomed.ts';

const slow = { timeout: 60_000 };
const lacksPanel = !inCi && !(hasSessionBus() && hasTrayPanel());

describe.skipIf(lacksDesktop() || lacksPanel || !canMakeHosts)('sharing by the menu of the tray', () => {
  const display = desktopDisplay();

  test('opens the dashboard to the other machine, for those who paired alone, and takes it back', async () => {
    const network = await makeSmallNetwork();
    onTestFinished(() => network.close());
    const { panel, program } = await startUnwatched(display(), {
      wrap: network.server.wrap,
      flags: ['--hidden'],
      env: { LANPULSE_PORT: '4790' },
    });
    const entry = async () => (await panel.menu()).find(({ label }) => label === 'Share on this network');
    const statusThere = (path: string) =>
      askFrom(network.second, `http://${network.server.ipv4}:4790${path}`).then(
        ({ status }) => status,
        () => null,
      );
    await expect.poll(entry, slow).toMatchObject({ isChecked: false, isEnabled: true });
    expect(await statusThere('/healthz')).toBeNull();

    await panel.choose('Share on this network');
    await expect.poll(() => statusThere('/healthz'), slow).toBe(200);
    expect(await statusThere('/api/v1/rules')).toBe(401);
    await expect.poll(entry, slow).toMatchObject({ isChecked: true });

    await panel.choose('Share on this network');
    await expect.poll(() => statusThere('/healthz'), slow).toBeNull();
    await expect.poll(entry, slow).toMatchObject({ isChecked: false });
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
  });

  test('leaves its tick where it was when the change is refused', async () => {
    const network = await makeSmallNetwork();
    onTestFinished(() => network.close());
    const dataDir = temporaryFolder();
    markWelcomed(dataDir);
    const { panel, program } = await startUnwatched(display(), {
      wrap: network.server.wrap,
      flags: ['--hidden'],
      env: { LANPULSE_DATA_DIR: dataDir },
    });
    const entry = async () => (await panel.menu()).find(({ label }) => label === 'Share on this network');
    await expect.poll(entry, slow).toMatchObject({ isChecked: false, isEnabled: true });
    // Where the choice is to be kept nothing can be written.
    mkdirSync(join(dataDir, 'lanpulse.config.json'));
    await panel.choose('Share on this network');
    await expect.poll(() => program.stderr(), slow).toMatch(/sharing/u);
    await expect.poll(entry, slow).toMatchObject({ isChecked: false });
  });
});
