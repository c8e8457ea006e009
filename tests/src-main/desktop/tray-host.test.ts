import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasTrayHost } from '../../../src-main/desktop/tray-host.ts';
import { inCi } from '../../support/browser.ts';
import { hasSessionBus, startSessionBus } from '../../support/session-bus.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { hasTrayPanel, startTrayPanel } from '../../support/tray-panel.ts';

/** What the programs do that ask the desktop; the others are not installed. */
type Askers = Readonly<Partial<Record<'dbus-send' | 'gdbus' | 'busctl', string>>>;

/** Asks on a Linux desktop with these programs and no other. */
function ask(askers: Askers, env: NodeJS.ProcessEnv = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }) {
  const folder = temporaryFolder();
  for (const [name, does] of Object.entries(askers)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${does}\n`, { mode: 0o755 });
  }
  return hasTrayHost('linux', { ...env, PATH: folder });
}

const yes = { 'dbus-send': 'echo "   variant       boolean true"', gdbus: 'echo "(<true>,)"', busctl: 'echo "b true"' };
const fails = 'echo "Did not receive a reply" >&2; exit 1';
const killed = 'kill -9 $$';

describe('the question whether the desktop has a tray', () => {
  test.each(['darwin', 'win32'] as const)('needs nobody on %s', async (platform) => {
    expect(await hasTrayHost(platform, {})).toBe(true);
  });

  test('is answered with no where there is no session bus, and nobody is asked', async () => {
    expect(await ask(yes, {})).toBe(false);
  });

  test.each(Object.entries(yes))('is answered by %s where that is installed alone', async (name, does) => {
    expect(await ask({ [name]: does })).toBe(true);
  });

  test.each([fails, killed])('goes to the next program where one cannot say (%s)', async (does) => {
    expect(await ask({ 'dbus-send': does, gdbus: yes.gdbus })).toBe(true);
    expect(await ask({ 'dbus-send': does, gdbus: does, busctl: yes.busctl })).toBe(true);
    expect(await ask({ 'dbus-send': does, busctl: 'echo "b false"' })).toBe(false);
  });

  test('stays open where nobody can say', async () => {
    expect(await ask({ 'dbus-send': fails, gdbus: killed, busctl: fails })).toBeNull();
    expect(await ask({})).toBeNull();
  });

  test.each([
    { 'dbus-send': 'echo "Error org.freedesktop.DBus.Error.ServiceUnknown: The name ..." >&2; exit 1' },
    { busctl: 'echo "Call failed: The name was not provided by any .service files" >&2; exit 1' },
  ])('is answered with no where nobody on the bus shows icons: %o', async (refusing) => {
    expect(
      await ask({ ...yes, ...refusing, ...('busctl' in refusing ? { 'dbus-send': fails, gdbus: fails } : {}) }),
    ).toBe(false);
  });

  const lacksPanel = !inCi && !(hasSessionBus() && hasTrayPanel());
  test.skipIf(lacksPanel)('is answered by the panel of a desktop, and with no where there is none', async () => {
    const bus = await startSessionBus();
    const env = { PATH: process.env.PATH, DBUS_SESSION_BUS_ADDRESS: bus.address };
    expect(await hasTrayHost('linux', env)).toBe(false);
    await startTrayPanel(bus);
    expect(await hasTrayHost('linux', env)).toBe(true);
  });
});
