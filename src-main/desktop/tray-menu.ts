import type { MenuItemConstructorOptions } from 'electron';
import type { Glance } from '../glance.ts';
import type { UpdateEntry } from './update-state.ts';

/** What the menu says; equal ones make equal menus. */
export interface TrayMenuState {
  /** `null` while the server does not answer. */
  readonly server: Pick<Glance, 'host' | 'level' | 'worst' | 'sharing'> | null;
  readonly isMiniOpen: boolean;
  /** Until when this desktop gets no notifications. */
  readonly pausedUntil: number | 'resumed' | null;
  /** `null` where there are no updates. */
  readonly update: UpdateEntry | null;
}

/** What the menu leads to. */
export interface TrayActions {
  readonly open: () => void;
  readonly toggleMini: () => void;
  readonly share: (on: boolean) => void;
  /** `null` ends a pause; for an hour, or until somebody ends it. */
  readonly pause: (how: 'hour' | 'resumed' | null) => void;
  readonly settings: () => void;
  readonly update: () => void;
  readonly quit: () => void;
}

const words = { warn: 'Warn', critical: 'Critical' } as const;

/** The menu of the icon in the tray. */
export function trayMenu(state: TrayMenuState, actions: TrayActions): MenuItemConstructorOptions[] {
  const { server, isMiniOpen, update } = state;
  return [
    { label: server === null ? 'The server does not answer' : server.host, enabled: false },
    ...(server === null || server.level === 'ok'
      ? []
      : [{ label: `${words[server.level]}: ${server.worst ?? ''}`, click: actions.open }]),
    { type: 'separator' },
    { label: 'Open Lanpulse', click: actions.open },
    { label: 'Mini view', type: 'checkbox', checked: isMiniOpen, click: actions.toggleMini },
    {
      label: 'Share on this network',
      type: 'checkbox',
      checked: server?.sharing.on === true,
      // Where an option of the command line decides, nobody else can.
      enabled: server?.sharing.settable === true,
      click: ({ checked }) => {
        actions.share(checked);
      },
    },
    { type: 'separator' },
    ...pauseItems(state, actions),
    { type: 'separator' },
    { label: 'Settings…', click: actions.settings },
    ...(update === null ? [] : [{ label: update.label, enabled: update.isEnabled, click: actions.update }]),
    { label: 'Quit Lanpulse', click: actions.quit },
  ];
}

function pauseItems({ pausedUntil }: TrayMenuState, { pause }: TrayActions): MenuItemConstructorOptions[] {
  if (pausedUntil !== null) {
    const until = pausedUntil === 'resumed' ? '' : ` until ${timeOfDay(pausedUntil)}`;
    return [
      { label: `Notifications here are paused${until}`, enabled: false },
      {
        label: 'Resume notifications',
        click: () => {
          pause(null);
        },
      },
    ];
  }
  return [
    {
      label: 'Pause notifications on this desktop',
      submenu: [
        {
          label: 'For 1 hour',
          click: () => {
            pause('hour');
          },
        },
        {
          label: 'Until I resume them',
          click: () => {
            pause('resumed');
          },
        },
      ],
    },
  ];
}

function timeOfDay(ms: number): string {
  return new Date(ms).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}
