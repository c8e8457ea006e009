import type { SettingInfo, SettingValue } from '../../src-shared/protocol/settings.ts';
import { isLoopbackHost } from '../access/loopback.ts';
import { writeDuration, writeSize } from '../config/amount.ts';
import type { Config } from '../config/config.ts';
import type { SettingSource } from '../config/load-config.ts';
import type { SettingForm } from '../config/setting-row.ts';
import { settingOf, type SettingKey } from '../config/setting-table.ts';

/** What a page needs to show one setting. */
export function settingInfo(key: SettingKey, config: Config, source: SettingSource): Omit<SettingInfo, 'fixedBy'> {
  const setting = settingOf(key);
  const { section, label, help } = setting;
  return {
    key,
    section,
    label,
    help,
    ...formOf(setting),
    value: valueAsWritten(setting, config[key]),
    source: source.kind,
  };
}

function formOf(form: SettingForm): Pick<SettingInfo, 'kind' | 'default' | 'choices' | 'min' | 'max'> {
  const { kind, default: fallback } = form;
  if ('choices' in form) return { kind, default: fallback, choices: form.choices };
  return 'min' in form ? { kind, default: fallback, min: form.min, max: form.max } : { kind, default: fallback };
}

/** What decides over the file, as people know it; `null` where nothing does. `config` is that of the start. */
export function fixedBy(key: SettingKey, config: Config, source: SettingSource, hasWindow: boolean): string | null {
  if ('name' in source) return source.name;
  // These follow from other settings, which are read at the start only.
  if (key === 'tls' && config.tlsCert !== undefined) return 'tlsCert';
  if (isLoopbackHost(config.host)) return null;
  // Without a window the first listener itself is on the network, and stays as it was opened.
  return key === 'share' || (key === 'tls' && !hasWindow) ? 'host' : null;
}

/** True for what was read at the start only: here, encryption is that of the first listener. */
export function waitsForStart(key: SettingKey, by: string | null): boolean {
  return settingOf(key).applies === 'at start' || (key === 'tls' && by === 'host');
}

function valueAsWritten(form: SettingForm, value: Config[SettingKey]): SettingValue {
  if (value === undefined) return form.default;
  if (typeof value === 'number' && form.kind === 'size') return writeSize(value);
  if (typeof value === 'number' && form.kind === 'duration') return writeDuration(value);
  return value;
}
