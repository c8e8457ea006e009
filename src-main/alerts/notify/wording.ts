import { findSeries } from '../../../src-shared/metrics/find-series.ts';
import { isFiring, type AlertEvent } from '../../../src-shared/protocol/alerts.ts';
import { everyInstance } from '../../../src-shared/protocol/rule.ts';
import { writeText } from '../../../src-shared/units.ts';

/** How bad a message is: its worst line. */
export type Severity = 'ok' | 'warn' | 'critical';

/** Most lines of one message. */
const mostLines = 20;

/** What the series is called: "CPU average of all cores", "Filesystems used /home". */
function nameOf({ series, instance }: AlertEvent): string {
  const found = findSeries(series);
  const name = found === null ? series : `${found.definition.label} ${found.series.label}`;
  return instance === everyInstance ? name : `${name} ${instance}`;
}

/** One alert as a sentence: "CPU average of all cores is critical: 97.2 % (above 95.0 %)". */
function sentenceOf(event: AlertEvent): string {
  const { state, value, peak, rule } = event;
  const unit = findSeries(event.series)?.series.unit ?? 'count';
  const number = value === null ? '' : `: ${writeText(value, unit)}`;
  if (!isFiring(state)) return `${nameOf(event)} is ${state} again${number}${peakOf(peak, unit)}`;
  const limit = state === 'critical' ? rule.critical : (rule.warn ?? rule.critical);
  const level = limit === null ? '' : ` (${rule.direction} ${writeText(limit, unit)})`;
  return `${nameOf(event)} is ${state === 'warn' ? 'at warning level' : 'critical'}${number}${level}`;
}

function peakOf(peak: number | null, unit: Parameters<typeof writeText>[1]): string {
  return peak === null ? '' : `, peak ${writeText(peak, unit)}`;
}

/** The worst state among some alerts. */
export function severityOf(events: readonly AlertEvent[]): Severity {
  if (events.some(({ state }) => state === 'critical')) return 'critical';
  return events.some(({ state }) => state === 'warn') ? 'warn' : 'ok';
}

/** One line that says it all: the sentence, or how many there are. */
export function titleOf(host: string, events: readonly AlertEvent[]): string {
  const [only] = events;
  if (only === undefined) return `Lanpulse on ${host}: a test`;
  const word = { critical: 'critical', warn: 'warning', ok: 'ok again' }[severityOf(events)];
  return events.length === 1 ? `${host}: ${nameOf(only)} ${word}` : `${host}: ${String(events.length)} alerts, ${word}`;
}

/** The lines under the title. */
export function linesOf(events: readonly AlertEvent[]): readonly string[] {
  if (events.length === 0) return ['If you can read this, alerts will arrive here.'];
  const lines = events.slice(0, mostLines).map(sentenceOf);
  return events.length > mostLines ? [...lines, `and ${String(events.length - mostLines)} more`] : lines;
}
