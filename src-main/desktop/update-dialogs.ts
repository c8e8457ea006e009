import { app, dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import type { UpdateState } from './update-state.ts';
import type { Wish } from './update-talk.ts';
import type { Updates } from './updates.ts';

/** Says where the update stands and offers the next step; looks for one first where that is the step. */
export async function askAboutUpdate(updates: Updates, window: () => BrowserWindow): Promise<Wish> {
  const now = updates.state();
  const isUnderWay = now.kind === 'available' || now.kind === 'downloading' || now.kind === 'ready';
  return tellAboutUpdate(isUnderWay ? now : await updates.check(), window);
}

/** Says where the update stands, and offers the next step. */
export async function tellAboutUpdate(state: UpdateState, window: () => BrowserWindow): Promise<Wish> {
  const ask = async (options: MessageBoxOptions): Promise<boolean> => {
    const shown = { title: 'Lanpulse', noLink: true, ...options };
    // A box that hangs on a window nobody sees would not be seen either.
    const now = window();
    const isSeen = !now.isDestroyed() && now.isVisible();
    const { response } = await (isSeen ? dialog.showMessageBox(now, shown) : dialog.showMessageBox(shown));
    return response === 0;
  };
  /** True for the first of two answers; Esc gives the second. */
  const offer = (message: string, buttons: readonly [string, string], more: Partial<MessageBoxOptions>) =>
    ask({ type: 'info', message, buttons: [...buttons], defaultId: 1, cancelId: 1, ...more });
  switch (state.kind) {
    case 'available': {
      const message = `Lanpulse ${state.version} is out; this is ${app.getVersion()}.`;
      const isWanted = await offer(message, ['Download', 'Later'], { detail: state.notes, defaultId: 0 });
      return isWanted ? 'download' : null;
    }
    case 'downloading': {
      const message = `Lanpulse ${state.version} is being downloaded: ${String(Math.round(state.share * 100))} %.`;
      const isUnwanted = await offer(message, ['Stop the download', 'Go on'], {});
      return isUnwanted ? 'stop' : null;
    }
    case 'ready': {
      const detail = 'Restart Lanpulse when it suits you; until then everything goes on as it is.';
      const isWanted = await offer(`Lanpulse ${state.version} is ready.`, ['Restart to update', 'Later'], { detail });
      return isWanted ? 'restart' : null;
    }
    case 'newest':
      await ask({ type: 'info', message: `Lanpulse ${app.getVersion()} is the newest version.`, buttons: ['OK'] });
      return null;
    case 'failed':
      await ask({ type: 'warning', message: state.fault.message, buttons: ['OK'] });
      return null;
    case 'idle':
    case 'checking':
      return null;
  }
}
