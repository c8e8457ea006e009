import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { ShownUpdates } from './show-updates.ts';

/** What the menu leads to beyond what Electron does by itself. */
export interface AppMenuActions {
  readonly open: () => void;
  readonly toggleMini: () => void;
  readonly settings: () => void;
  /** `null` where there are no updates. */
  readonly updates: ShownUpdates | null;
}

/** Puts the app's menu in place: at the top of the screen on macOS, elsewhere behind the Alt key, with the same shortcuts. */
export function setAppMenu(platform: NodeJS.Platform, actions: AppMenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(platform, actions)));
}

function appMenu(platform: NodeJS.Platform, actions: AppMenuActions): MenuItemConstructorOptions[] {
  const { open, toggleMini, settings, updates } = actions;
  const isMac = platform === 'darwin';
  const about: MenuItemConstructorOptions = {
    label: 'About Lanpulse',
    click: () => {
      app.showAboutPanel();
    },
  };
  const update: MenuItemConstructorOptions[] =
    updates === null
      ? []
      : [{ id: 'updates', label: updates.entry().label, enabled: updates.entry().isEnabled, click: updates.talk }];
  const quit: MenuItemConstructorOptions = { role: 'quit', label: 'Quit Lanpulse', accelerator: 'CmdOrCtrl+Q' };
  return [
    ...(isMac
      ? [
          {
            label: 'Lanpulse',
            submenu: [
              about,
              ...update,
              { type: 'separator' },
              { role: 'services' },
              { type: 'separator' },
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              { type: 'separator' },
              quit,
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: '&File',
      submenu: [
        { label: 'Open Lanpulse', accelerator: 'CmdOrCtrl+O', click: open },
        { label: 'Mini view', accelerator: 'CmdOrCtrl+Shift+M', click: toggleMini },
        { label: 'Settings…', accelerator: 'CmdOrCtrl+,', click: settings },
        { type: 'separator' },
        { role: 'close', label: 'Close Window', accelerator: 'CmdOrCtrl+W' },
        ...(isMac ? [] : [quit]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        // A page's inside is for those who work on it.
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } satisfies MenuItemConstructorOptions]),
      ],
    },
    { role: 'windowMenu' },
    ...(isMac ? [] : [{ role: 'help', submenu: [...update, about] } satisfies MenuItemConstructorOptions]),
  ];
}
