import { levelText, safeSide } from '../../src-shared/alert-words.ts';
import { durationWords } from '../../src-shared/duration-words.ts';
import type { Unit } from '../../src-shared/metrics/definition.ts';
import type { Rule } from '../../src-shared/protocol/rule.ts';

/** What a rule says now and did not say before: `warn 70 %, for 1 min`. */
export function changeWords(before: Rule, now: Rule, unit: Unit): string {
  const level = (value: number | null) => (value === null ? 'none' : levelText(value, unit));
  const span = (ms: number) => (ms === 0 ? '0 s' : durationWords(ms));
  const words: readonly (string | null)[] = [
    before.enabled === now.enabled ? null : now.enabled ? 'switched on' : 'switched off',
    before.direction === now.direction ? null : `fires ${now.direction}`,
    before.warn === now.warn ? null : `warn ${level(now.warn)}`,
    before.critical === now.critical ? null : `critical ${level(now.critical)}`,
    before.clear === now.clear ? null : `clear ${safeSide(now)} ${level(now.clear)}`,
    before.forMs === now.forMs ? null : `for ${span(now.forMs)}`,
    before.keepMs === now.keepMs ? null : `clears after ${span(now.keepMs)}`,
  ];
  return words.filter((one) => one !== null).join(', ');
}
