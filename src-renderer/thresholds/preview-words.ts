import { durationWords } from '../../src-shared/duration-words.ts';
import type { Preview, PreviewedAlert } from '../../src-shared/protocol/preview.ts';

/** How long one alert would have been on, ms; one that is still on counts up to the end. */
export function lastedMs({ at, untilMs }: PreviewedAlert, { to }: Pick<Preview, 'to'>): number {
  return Math.max(0, (untilMs ?? to) - at);
}

/**
 * `would have fired 3 times in the last 15 min`: the time is that for which there are values, not that which was asked
 * for.
 */
export function wouldWords({ count, covered, to }: Preview): string {
  if (covered === null) return 'has no values yet to be tried on';
  const fired = count === 0 ? 'would not have fired' : `would have fired ${timesWords(count)}`;
  return `${fired} in the last ${spanWords(to - covered.from)}`;
}

/** `3 times`, `once`, `never`. */
export function timesWords(count: number): string {
  if (count === 0) return 'never';
  return count === 1 ? 'once' : `${String(count)} times`;
}

/** A span without the seconds that nobody asks for once it is minutes long. */
function spanWords(ms: number): string {
  if (ms < 60_000) return durationWords(Math.max(1_000, Math.round(ms / 1_000) * 1_000));
  if (ms < 3_600_000) return durationWords(Math.round(ms / 60_000) * 60_000);
  return hoursWords(Math.round(ms / hourMs));
}

const hourMs = 3_600_000;

/** A day is told in hours, as people say it. */
function hoursWords(hours: number): string {
  return hours <= 24 ? `${String(hours)} h` : durationWords(hours * hourMs);
}

/**
 * How far back the server could look, where that is less than was asked for; empty where it is all of it. It takes only so
 * long for an answer, and its history may begin later.
 */
export function reachWords({ from, to, covered }: Preview): string {
  if (covered === null || covered.from - from <= (to - from) / 100) return '';
  return `Looked at the newest ${spanWords(to - covered.from)} of ${spanWords(to - from)}.`;
}

/** `2 min 42 s in all`; empty where it never fired. The list may hold fewer than were counted: then it says nothing. */
export function inAllWords(preview: Preview): string {
  if (preview.count === 0 || preview.fired.length < preview.count) return '';
  const total = preview.fired.reduce((sum, one) => sum + lastedMs(one, preview), 0);
  return `${durationWords(total)} in all`;
}

/** `for 48 s`, `for 42 s, still on`. */
export function lastedWords(one: PreviewedAlert, preview: Preview): string {
  return `for ${durationWords(lastedMs(one, preview))}${one.untilMs === null ? ', still on' : ''}`;
}
