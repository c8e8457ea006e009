import { durationWords } from '../../../src-shared/duration-words.ts';
import { findSeries } from '../../../src-shared/metrics/find-series.ts';
import { isFiring } from '../../../src-shared/protocol/alerts.ts';
import { everyInstance } from '../../../src-shared/protocol/rule.ts';
import { writeText } from '../../../src-shared/units.ts';
import type { News } from './news.ts';

/** How bad a message is: its worst line. */
export type Severity = 'ok' | 'warn' | 'critical';

/** Most lines of one message. */
const mostLines = 20;

/** What the series is called: "CPU average of all cores", "Filesystems used /home". */
function nameOf({ series, instance }: News): string {
  const found = findSeries(series);
  const name = found === null ? series : `${found.definition.label} ${found.series.label}`;
  return instance === everyInstance ? name : `${name} ${instance}`;
}

/**
 * One alert as a sentence: "CPU average of all cores is critical: 97.2 % (above 95.0 %)", and what it was for a short
 * time: "CPU average of all cores was critical for 4 s, is ok again: 12.0 %, peak 98.5 %".
 */
function sentenceOf(news: News): string {
  const { state, value, peak, rule, reason, was } = news;
  const unit = findSeries(news.series)?.series.unit ?? 'count';
  const number = value === null ? '' : `: ${writeText(value, unit)}`;
  const subject = was === undefined ? nameOf(news) : `${nameOf(news)} ${wasOf(was)},`;
  if (state === 'unknown') return `${subject} has no data now${peakOf(peak, unit)}`;
  if (reason === 'rule') return `${subject} is no longer watched${number}${peakOf(peak, unit)}`;
  if (!isFiring(state)) return `${subject} is ok again${number}${peakOf(peak, unit)}`;
  const limit = state === 'critical' ? rule.critical : (rule.warn ?? rule.critical);
  const level = limit === null ? '' : ` (${rule.direction} ${writeText(limit, unit)})`;
  const known = news.acknowledgedBy === undefined ? '' : `, acknowledged by ${news.acknowledgedBy}`;
  return `${subject} is ${state === 'warn' ? 'at warning level' : 'critical'}${number}${level}${known}`;
}

function wasOf({ state, ms }: NonNullable<News['was']>): string {
  return `was ${state === 'warn' ? 'at warning level' : 'critical'} for ${durationWords(ms)}`;
}

function peakOf(peak: number | null, unit: Parameters<typeof writeText>[1]): string {
  return peak === null ? '' : `, peak ${writeText(peak, unit)}`;
}

/** The worst state among some alerts. */
export function severityOf(events: readonly News[]): Severity {
  if (events.some(({ state }) => state === 'critical')) return 'critical';
  return events.some(({ state }) => state === 'warn') ? 'warn' : 'ok';
}

/** One line that says it all: the sentence, or how many there are. */
export function titleOf(host: string, events: readonly News[]): string {
  const [only] = events;
  if (only === undefined) return `Lanpulse on ${host}: a test`;
  const word = events.every(({ state }) => state === 'unknown')
    ? 'no data'
    : { critical: 'critical', warn: 'warning', ok: 'ok again' }[severityOf(events)];
  return events.length === 1 ? `${host}: ${nameOf(only)} ${word}` : `${host}: ${String(events.length)} alerts, ${word}`;
}

/** The lines under the title. */
export function linesOf(events: readonly News[]): readonly string[] {
  if (events.length === 0) return ['If you can read this, alerts will arrive here.'];
  const lines = events.slice(0, mostLines).map(sentenceOf);
  return events.length > mostLines ? [...lines, `and ${String(events.length - mostLines)} more`] : lines;
}
