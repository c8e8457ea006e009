import type { SettingChanges } from '../../src-shared/protocol/settings.ts';
import type { SharingChange } from '../../src-shared/protocol/sharing.ts';
import type { Settings } from './settings.ts';

/** How the switch of sharing stands. */
type Choice = Readonly<Record<keyof SharingChange, boolean>>;

/** Keeps the switch of sharing among the other settings. Off is what holds where nothing is written. */
export function keptSwitch(settings: Pick<Settings, 'config' | 'change'>) {
  const current = (): Choice => {
    const { share = false, tls = false } = settings.config();
    return { on: share, tls };
  };
  return {
    read: () => Promise.resolve(current()),
    write(next: Choice): Promise<void> {
      const before = current();
      const changes: SettingChanges = {
        ...(next.on === before.on ? {} : { share: next.on || null }),
        ...(next.tls === before.tls ? {} : { tls: next.tls || null }),
      };
      return settings.change(changes);
    },
  };
}
