import type { SettingInfo, SettingValue } from '../../src-shared/protocol/settings.ts';

/** A value as it stands in a field. */
export function fieldText(value: SettingValue): string {
  return value === null ? '' : String(value);
}

/** What was typed, as the server takes it; what is no number goes as it is, and is refused by its name. */
export function typedValue({ kind }: Pick<SettingInfo, 'kind'>, text: string): SettingValue {
  const trimmed = text.trim();
  return kind === 'count' && /^\d+$/u.test(trimmed) ? Number(trimmed) : trimmed;
}

/** Which values there may be, in few words; `null` where there is nothing to say. */
export function rangeWords({ min, max }: Pick<SettingInfo, 'min' | 'max'>): string | null {
  return min === undefined || max === undefined ? null : `${String(min)} to ${String(max)}`;
}

/** Why a setting stands still, as a sentence. */
export function fixedWords(by: string): string {
  return `Set by ${by}: start Lanpulse without that to change it here.`;
}

/** How to get back to the default, as the name of a button. */
export function defaultWords({ default: fallback, label }: Pick<SettingInfo, 'default' | 'label'>): string {
  const value = typeof fallback === 'boolean' ? (fallback ? 'on' : 'off') : fieldText(fallback);
  return `Back to the default of ${label}, ${value}`;
}
