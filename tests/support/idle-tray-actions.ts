import type { TrayActions } from '../../src-main/desktop/tray-menu.ts';

const ignore = () => undefined;

/** A tray of which nobody chooses anything. */
export const idleTrayActions: TrayActions = {
  open: ignore,
  toggleMini: ignore,
  share: ignore,
  pause: ignore,
  settings: ignore,
  update: ignore,
  quit: ignore,
};
