import { join } from 'node:path';
import { app, Notification, type BrowserWindow } from 'electron';
import { askAboutUpdate, tellAboutUpdate } from './update-dialogs.ts';
import { updateEntry, updateProgress, type UpdateEntry } from './update-state.ts';
import { createUpdateTalk } from './update-talk.ts';
import type { Updates } from './updates.ts';

/** Updates as the menus show them. */
export interface ShownUpdates {
  readonly entry: () => UpdateEntry;
  /** Leads on from where the update stands. */
  readonly talk: () => void;
}

/** What showing them depends on. */
export interface UpdateShowing {
  /** The dashboard's, as it is now: one that its page has closed comes back as another. */
  readonly window: () => BrowserWindow;
  /** What the menus say has changed. */
  readonly onChange: () => void;
  /** True while this desktop wants no notifications. */
  readonly isPaused: () => boolean;
}

/** Shows where an update stands: in the menus, on the window's mark in the task bar, and, once found, by a notification. */
export function showUpdates(updates: Updates, { window, onChange, isPaused }: UpdateShowing): ShownUpdates {
  /** What is on the screen: without a reference its click would be lost to the garbage collector. */
  let shown: Notification | undefined;

  const begin = createUpdateTalk(updates, {
    ask: () => askAboutUpdate(updates, window),
    tell: (state) => tellAboutUpdate(state, window),
  });

  function tell(version: string): void {
    if (isPaused() || !Notification.isSupported()) return;
    shown = new Notification({
      title: `Lanpulse ${version} is out`,
      body: 'Click to read what is new. Nothing is downloaded until you say so.',
      icon: join(app.getAppPath(), 'resources', 'icon.png'),
      silent: true,
    });
    shown.on('click', begin);
    shown.show();
  }

  updates.follow({
    onChange() {
      const now = window();
      if (!now.isDestroyed()) now.setProgressBar(updateProgress(updates.state()));
      onChange();
    },
    onFound: tell,
  });
  return { entry: () => updateEntry(updates.state(), updates.choice()), talk: begin };
}
