import type { SettingsAnswer } from '../../src-shared/protocol/settings.ts';
import type { Config } from '../config/config.ts';
import type { LoadedSettings } from '../config/load-config.ts';

const shellKeys = ['closeToTray', 'startAtLogin', 'updates', 'updateChannel'] as const;
/** Name of a setting that is the desktop app's own. */
export type ShellKey = (typeof shellKeys)[number];
type Values = Pick<Config, ShellKey>;

/** The settings of the desktop app itself, as they are in force. */
export interface ShellSettings {
  now(): Values;
  /** Those of the app's own server are these now. */
  readonly take: (config: Values) => void;
  /** Those that another program's server keeps are these now. What was said to this app at its start still decides. */
  readonly follow: (answer: SettingsAnswer) => void;
}

/** Begins with what the start said. @param onChange told which have other values now */
export function createShellSettings(
  loaded: LoadedSettings,
  onChange: (now: Values, changed: ReadonlySet<ShellKey>) => void,
): ShellSettings {
  let values: Values = loaded.config;

  function take(next: Values): void {
    const changed = new Set(shellKeys.filter((key) => next[key] !== values[key]));
    values = next;
    if (changed.size > 0) onChange(next, changed);
  }

  return {
    now: () => values,
    take,
    follow({ settings }) {
      const kept = settings.filter(({ key }) => shellKeys.some((one) => one === key));
      const joined = loaded.join(Object.fromEntries(kept.map(({ key, value }) => [key, value])));
      // A value of a newer version that this one does not know changes nothing.
      if ('config' in joined) take(joined.config);
    },
  };
}
