import { Fault } from '../../src-shared/fault.ts';
import { nearestName } from '../config/nearest-name.ts';
import { isSettingKey, settingKeys, settingOf, type SettingKey } from '../config/setting-table.ts';
import { meansSomething, type Surroundings } from './surroundings.ts';

/** What decides whether a setting can be changed while the server runs. */
export interface SettableBy {
  readonly surroundings: Surroundings;
  /** Of the config file. */
  readonly path: string;
  /** See `Settings.fixedBy`. */
  readonly by: (key: SettingKey) => string | null;
}

/**
 * Says why a setting cannot be changed here and now.
 * @throws Fault `invalid_setting`
 */
export function assertSettable(key: string, { surroundings, path, by }: SettableBy): void {
  if (!isSettingKey(key)) {
    const near = nearestName(key, settingKeys);
    throw new Fault(
      'invalid_setting',
      `${JSON.stringify(key)} is no setting.${near === null ? '' : ` Did you mean "${near}"?`}`,
    );
  }
  const setting = settingOf(key);
  if (setting.applies === 'at start') {
    throw new Fault(
      'invalid_setting',
      `"${key}" applies at the start only: change it in ${path} and start Lanpulse again.`,
    );
  }
  if (!meansSomething(setting, surroundings)) {
    const why = surroundings.isDesktop
      ? 'is about updates, and this app knows no place to get them from.'
      : 'is a setting of the desktop app, and this server runs without it.';
    throw new Fault('invalid_setting', `"${key}" ${why}`);
  }
  const fixed = by(key);
  if (fixed !== null) {
    throw new Fault('invalid_setting', `"${key}" is set by ${fixed}; start Lanpulse without that to change it here.`);
  }
}
