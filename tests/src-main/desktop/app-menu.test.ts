import type { MenuItemConstructorOptions } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { describeApp } from '../../../src-main/desktop/about.ts';
import { setAppMenu } from '../../../src-main/desktop/app-menu.ts';
import { version } from '../../../src-main/version.ts';

/** What the system was told: of its menus only those of Linux could be looked at here. */
interface System {
  template: readonly MenuItemConstructorOptions[];
  about: object;
  aboutShown: number;
  isPackaged: boolean;
}
const { system } = vi.hoisted(() => {
  const begun: System = { template: [], about: {}, aboutShown: 0, isPackaged: true };
  return { system: begun };
});

vi.mock('electron', () => ({
  Menu: {
    buildFromTemplate: (template: MenuItemConstructorOptions[]) => {
      system.template = template;
    },
    setApplicationMenu: () => undefined,
  },
  app: {
    get isPackaged() {
      return system.isPackaged;
    },
    getAppPath: () => '/opt/app',
    setAboutPanelOptions: (options: object) => {
      system.about = options;
    },
    showAboutPanel: () => {
      system.aboutShown += 1;
    },
  },
}));

const done: string[] = [];
beforeEach(() => {
  done.length = 0;
  system.isPackaged = true;
});

function put(platform: NodeJS.Platform, hasUpdates = false) {
  const act = (what: string) => () => {
    done.push(what);
  };
  const updates = { entry: () => ({ label: 'Check for updates…', isEnabled: true }), talk: act('updates') };
  setAppMenu(platform, {
    open: act('open'),
    toggleMini: act('mini'),
    settings: act('settings'),
    updates: hasUpdates ? updates : null,
  });
  return system.template.map(({ label = '', role, submenu }) => ({
    name: role ?? label.replace('&', ''),
    items: (Array.isArray(submenu) ? submenu : []).filter(({ type }) => type !== 'separator'),
  }));
}

type Menus = ReturnType<typeof put>;
const labels = (menus: Menus, name: string) =>
  menus.find((menu) => menu.name === name)?.items.map(({ label, role }) => label ?? role);
const items = (menus: Menus) => menus.flatMap((menu) => menu.items);

/** Chooses an entry as a person does, without the window that Electron would hand on. */
function choose(menus: Menus, label: string): void {
  const click: unknown = items(menus).find((item) => item.label === label)?.click;
  if (typeof click !== 'function') throw new Error(`There is no ${label}.`);
  Reflect.apply(click, undefined, []);
}

describe('the menus of the app', () => {
  test('lead by mouse and by shortcut to window, mini view and settings', () => {
    const menus = put('linux');
    for (const label of ['Open Lanpulse', 'Mini view', 'Settings…']) choose(menus, label);
    expect(done).toEqual(['open', 'mini', 'settings']);
    const shortcuts = items(menus).flatMap(({ label, accelerator }) =>
      accelerator === undefined ? [] : [`${label ?? ''} ${accelerator}`],
    );
    expect(shortcuts).toEqual([
      'Open Lanpulse CmdOrCtrl+O',
      'Mini view CmdOrCtrl+Shift+M',
      'Settings… CmdOrCtrl+,',
      'Close Window CmdOrCtrl+W',
      'Quit Lanpulse CmdOrCtrl+Q',
    ]);
  });

  test('end with help, which tells what this is; on macOS that, settings of the system and the end are in the app’s own', () => {
    expect(labels(put('linux', true), 'help')).toEqual(['Check for updates…', 'About Lanpulse']);
    expect(labels(put('win32'), 'help')).toEqual(['About Lanpulse']);
    const mac = put('darwin', true);
    expect(mac.map(({ name }) => name)).toEqual(['Lanpulse', 'File', 'editMenu', 'View', 'windowMenu']);
    expect(labels(mac, 'Lanpulse')).toEqual([
      'About Lanpulse',
      'Check for updates…',
      'services',
      'hide',
      'hideOthers',
      'unhide',
      'Quit Lanpulse',
    ]);
    choose(mac, 'Check for updates…');
    expect(done).toEqual(['updates']);
    choose(mac, 'About Lanpulse');
    expect(system.aboutShown).toBe(1);
  });

  test('show the inside of a page only to those who work on it', () => {
    expect(labels(put('linux'), 'View')).not.toContain('toggleDevTools');
    system.isPackaged = false;
    expect(labels(put('linux'), 'View')).toContain('toggleDevTools');
  });
});

test('the about box says name, version, licence, and which Electron it runs in', () => {
  describeApp();
  expect(system.about).toMatchObject({
    applicationName: 'Lanpulse',
    applicationVersion: version,
    version: expect.stringMatching(/^Electron /u),
    copyright: expect.stringContaining('MIT'),
    iconPath: '/opt/app/resources/icon.png',
  });
});
