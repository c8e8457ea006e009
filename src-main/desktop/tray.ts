import { Menu, nativeImage, nativeTheme, Tray, type NativeImage } from 'electron';
import type { Cancel, Clock } from '../clock.ts';
import type { Glance } from '../glance.ts';
import { trayMenu, type TrayActions, type TrayMenuState } from './tray-menu.ts';
import { drawTray, pictureName, type TrayInks, type TrayPicture } from './tray-picture.ts';
import { trayTitle, trayWords } from './tray-words.ts';

/** Time between two looks at what is to be shown, ms. */
const lookEveryMs = 2_000;
/** A panel may start after the app: so often it is looked for, ms, and so many times. */
const hostEveryMs = 4_000;
const hostLooks = 30;

/** What the tray shows and leads to. */
export interface TrayParts {
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  /** Whether the desktop shows icons at all. */
  readonly hasHost: () => Promise<boolean>;
  /** `null` while the server does not answer. */
  readonly glance: () => Glance | null;
  readonly state: () => Pick<TrayMenuState, 'isMiniOpen' | 'pausedUntil' | 'update'>;
  readonly actions: TrayActions;
}

/** The icon beside the clock. */
export interface RunningTray {
  /** Shows at once what has changed. */
  readonly refresh: () => void;
  /** Shows the menu anew, though nothing has changed: the tick that a click has moved stands where it was. */
  readonly restore: () => void;
  /** Whether the icon is there, as far as the app knows. */
  readonly isPlaced: () => boolean;
  /** Resolves when the icon is there; false where the desktop has no place for it. */
  readonly placed: Promise<boolean>;
  readonly close: () => void;
}

/** Shows the icon as soon as the desktop has a place for one, and keeps it true. Draws only what differs. */
export function startTray({ clock, platform, hasHost, glance, state, actions }: TrayParts): RunningTray {
  let tray: Tray | undefined;
  let cancel: Cancel = () => undefined;
  let isClosed = false;
  const shown = { picture: '', words: '', menu: '' };
  /** By name: there are few, and a machine that works goes through the same ones all day. */
  const images = new Map<string, NativeImage>();

  async function place(looksLeft: number): Promise<boolean> {
    if (isClosed) return false;
    if (await hasHost()) {
      look();
      return true;
    }
    if (looksLeft === 0) return false;
    await new Promise<void>((resolve) => (cancel = clock.after(hostEveryMs, resolve)));
    return place(looksLeft - 1);
  }

  function look(): void {
    cancel();
    if (isClosed) return;
    show(glance());
    cancel = clock.after(lookEveryMs, look);
  }

  function show(now: Glance | null): void {
    const dark = nativeTheme.shouldUseDarkColors;
    const picture = pictureOf(now);
    const name = `${pictureName(picture)},${String(dark)}`;
    if (tray === undefined || name !== shown.picture) {
      const image = images.get(name) ?? imageOf(picture, platform, dark);
      images.set(name, image);
      if (tray === undefined) tray = placeIcon(image);
      else tray.setImage(image);
      shown.picture = name;
    }
    const words = trayWords(now);
    if (words !== shown.words) tray.setToolTip(words);
    if (platform === 'darwin') tray.setTitle(trayTitle(now), { fontType: 'monospacedDigit' });
    shown.words = words;
    const menu: TrayMenuState = { server: now === null ? null : menuPart(now), ...state() };
    const menuName = JSON.stringify(menu);
    // A menu that is set anew closes, where it is open: not for a value that moves.
    if (menuName !== shown.menu) tray.setContextMenu(Menu.buildFromTemplate(trayMenu(menu, actions)));
    shown.menu = menuName;
  }

  function placeIcon(image: NativeImage): Tray {
    const icon = new Tray(image);
    // On macOS a click opens the menu.
    if (platform !== 'darwin') icon.on('click', actions.open);
    return icon;
  }

  function refresh(): void {
    if (tray !== undefined) look();
  }

  return {
    placed: place(hostLooks),
    isPlaced: () => tray !== undefined,
    refresh,
    restore() {
      shown.menu = '';
      refresh();
    },
    close() {
      isClosed = true;
      cancel();
      tray?.destroy();
    },
  };
}

function pictureOf(now: Glance | null): TrayPicture {
  if (now === null) return { cpuShare: null, level: 'ok', isLive: false };
  return { cpuShare: now.cpu === null ? null : now.cpu / 100, level: now.level, isLive: true };
}

function menuPart({ host, level, worst, sharing }: Glance): TrayMenuState['server'] {
  return { host, level, worst, sharing };
}

/** Windows and macOS want 16 and 22 points in twice as many pixels; panels of Linux scale what they get. */
function imageOf(picture: TrayPicture, platform: NodeJS.Platform, dark: boolean): NativeImage {
  const sizePx = platform === 'win32' ? 32 : 44;
  const scaleFactor = platform === 'linux' ? 1 : 2;
  const pixels = drawTray(picture, inksFor(platform, dark), sizePx);
  const image = nativeImage.createFromBitmap(pixels, { width: sizePx, height: sizePx, scaleFactor });
  // The system colours it by its shape alone.
  if (platform === 'darwin') image.setTemplateImage(true);
  return image;
}

function inksFor(platform: NodeJS.Platform, dark: boolean): TrayInks {
  if (platform === 'darwin') return { line: [0, 0, 0, 1], rim: null };
  if (platform === 'win32') return { line: dark ? [255, 255, 255, 1] : [24, 26, 32, 1], rim: null };
  // A panel is dark or light whatever windows are: light lines with a dark rim are seen on both.
  return { line: [240, 242, 246, 1], rim: [16, 17, 20, 0.6] };
}
