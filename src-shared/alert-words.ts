import { durationWords } from './duration-words.ts';
import type { Unit } from './metrics/definition.ts';
import { findSeries } from './metrics/find-series.ts';
import type { Transition } from './protocol/alerts.ts';
import { clearLevel, everyInstance, type Rule } from './protocol/rule.ts';
import { writeText, writeValue } from './units.ts';

/** The unit of a series; a plain number where the series is unknown. */
export function unitOf(series: string): Unit {
  return findSeries(series)?.series.unit ?? 'count';
}

/** What a series is called away from its card: `CPU average`, `Space used on /home`. An unknown one keeps its own name. */
export function seriesName(series: string, instance: string): string {
  const found = findSeries(series);
  if (found === null) return instance === everyInstance ? series : `${series} ${instance}`;
  const plain = `${found.definition.label} ${found.series.label}`;
  const { fullLabel = found.hasInstances ? `${plain} {instance}` : plain } = found.series;
  if (!fullLabel.includes('{instance}')) return fullLabel;
  return instance === everyInstance ? plain : fullLabel.replaceAll('{instance}', () => instance);
}

/** A level as people set it, without zeros that say nothing: `75 %`, `0.5 /s`, `200 MB/s`. */
export function levelText(level: number, unit: Unit): string {
  const { text, unit: suffix } = writeValue(level, unit);
  const short = text.includes('.') ? text.replace(/\.?0+$/u, '') : text;
  return suffix === '' ? short : `${short} ${suffix}`;
}

/** The level of a rule that a state stands for; the critical one also speaks for a warning where there is no warn. */
function levelOf(rule: Rule, state: 'warn' | 'critical'): number | null {
  return state === 'critical' ? rule.critical : (rule.warn ?? rule.critical);
}

/** What makes a rule fire: `above 75 % for 30 s`. */
export function firesWords(rule: Rule, state: 'warn' | 'critical'): string {
  const level = levelOf(rule, state);
  if (level === null) return '';
  const side = `${rule.direction} ${levelText(level, unitOf(rule.series))}`;
  return rule.forMs === 0 ? side : `${side} for ${durationWords(rule.forMs)}`;
}

/** What ends an alert: `clears below 65 %`. */
export function clearsWords(rule: Rule): string {
  const level = clearLevel(rule);
  return level === null ? '' : `clears ${safeSide(rule)} ${levelText(level, unitOf(rule.series))}`;
}

/** The side on which values are safe. */
export function safeSide({ direction }: Pick<Rule, 'direction'>): 'above' | 'below' {
  return direction === 'above' ? 'below' : 'above';
}

/** A reading with its unit; `no data` where there is none. */
export function readingText(series: string, value: number | null): string {
  return value === null ? 'no data' : writeText(value, unitOf(series));
}

/** Why a state is unknown. */
const unknownReasons: Partial<Record<Transition['reason'], string>> = {
  gap: 'the machine slept or its clock jumped',
  restart: 'Lanpulse was started anew',
};

/**
 * What happened, without the name of the series: `warn, above 75 % for 30 s`, `ok, back below 65 %, was warn 3 min`.
 * @param lastedMs how long the state before lasted; `null` where that is not known
 */
export function transitionWords(transition: Transition, lastedMs: number | null): string {
  const { state, from, reason, rule } = transition;
  const was = from === 'ok' || from === 'unknown' ? [] : [lastedMs === null ? `was ${from}` : wasWords(from, lastedMs)];
  if (state === 'unknown') return [`unknown, ${unknownReasons[reason] ?? 'no data'}`, ...was].join(', ');
  if (state === 'ok') {
    if (reason === 'rule') return ['ok, the rule was changed', ...was].join(', ');
    if (from === 'unknown') return 'ok, data again';
    return [`ok, back ${backWords(rule, clearLevel(rule))}`, ...was].join(', ');
  }
  if (state === 'warn' && from === 'critical')
    return [`warn, back ${backWords(rule, rule.critical)}`, ...was].join(', ');
  return `${state}, ${firesWords(rule, state)}`;
}

function backWords(rule: Rule, level: number | null): string {
  return level === null ? 'to normal' : `${safeSide(rule)} ${levelText(level, unitOf(rule.series))}`;
}

function wasWords(from: string, lastedMs: number): string {
  return `was ${from} ${durationWords(lastedMs)}`;
}
