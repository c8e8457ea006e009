import { longestRangeMs, shortestRangeMs, type TimeSpan } from '../state/time-range.ts';
import { clockWords, windowWords } from './time-words.ts';

/** What somebody wrote, as a stretch of time or as a sentence that says what to change. */
export type RangeInput = { readonly span: TimeSpan } | { readonly problem: string };

/**
 * A moment as a `datetime-local` field holds it: local time to the second. As in the browser's own words, a whole
 * minute is written without seconds (HTML, "valid normalized local date and time string"): what somebody types back
 * to where it was is then the same text.
 */
export function toField(ms: number): string {
  const date = new Date(ms);
  const offsetMs = date.getTimezoneOffset() * 60_000;
  return new Date(Math.floor(ms / 1_000) * 1_000 - offsetMs).toISOString().slice(0, 19).replace(/:00$/u, '');
}

/**
 * Reads two `datetime-local` fields.
 * @param newestMs now by the server's clock; nothing is known of what comes after
 * @param reachMs how far back anything can be shown
 */
export function readRange(from: string, to: string, newestMs: number, reachMs = Infinity): RangeInput {
  const oldestMs = newestMs - reachMs;
  // A field holds no parts of a second, and the oldest moment goes on while one writes.
  const startMs = notBefore(oldestMs, Date.parse(from));
  const endMs = Math.min(Date.parse(to), Math.max(newestMs, startMs));
  if (Number.isNaN(startMs)) return { problem: 'Say when the range begins: a date and a time.' };
  if (Number.isNaN(endMs)) return { problem: 'Say when the range ends: a date and a time.' };
  if (startMs >= newestMs) return { problem: 'The range begins in the future. Choose an earlier beginning.' };
  if (startMs < oldestMs) {
    const span = `the last ${windowWords(reachMs)}, since ${clockWords(oldestMs)}`;
    return { problem: `The range begins too early. Choose a beginning within ${span}.` };
  }
  if (Date.parse(to) <= startMs) return { problem: 'The range ends before it begins. Choose a later end.' };
  if (endMs - startMs < shortestRangeMs) return { problem: 'The range is too short. Choose at least 10 seconds.' };
  if (endMs - startMs > longestRangeMs) return { problem: 'The range is too long. Choose at most two years.' };
  return { span: { startMs, endMs } };
}

/** A minute before the oldest moment is taken for that moment. */
const slackMs = 60_000;

function notBefore(oldestMs: number, ms: number): number {
  return ms < oldestMs && ms >= oldestMs - slackMs ? oldestMs : ms;
}
