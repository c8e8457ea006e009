import { firesWords, levelText, readingText, safeSide, seriesName, unitOf } from './alert-words.ts';
import { durationWords } from './duration-words.ts';
import { isFiring, type AlertEvent } from './protocol/alerts.ts';
import { clearLevel } from './protocol/rule.ts';

/** One alert as a notification tells it. */
export interface AlertNotice {
  readonly level: 'ok' | 'warn' | 'critical' | 'unknown';
  /** `Warn: CPU average 79.5 % on workshop`. */
  readonly title: string;
  /** `Above 75 % for 30 s.` */
  readonly body: string;
}

/** Where and since when something happened. */
export interface NoticeContext {
  /** How long it fired, ms; `null` where that is not known. */
  readonly lastedMs: number | null;
  /** Writes a time of day as the reader does. */
  readonly clockText: (ms: number) => string;
}

const words = { warn: 'Warn', critical: 'Critical' } as const;

/**
 * What a person is told of a transition; `null` where it is no news for anybody: an acknowledgement, a snooze, a state
 * that did not fire before and does not now, and what is snoozed.
 */
export function noticeOf(event: AlertEvent, { lastedMs, clockText }: NoticeContext): AlertNotice | null {
  const { host, series, instance, state, from, at, value, rule, reason, update, snoozedUntil = 0 } = event;
  if (update !== undefined || snoozedUntil > at) return null;
  const subject = `${seriesName(series, instance)} ${value === null ? '' : readingText(series, value)}`.trim();
  if (isFiring(state)) {
    const eased = state === 'warn' && from === 'critical';
    const body = eased ? 'No longer critical.' : `${capital(firesWords(rule, state))}.`;
    return { level: state, title: `${words[state]}: ${subject} on ${host}`, body };
  }
  if (!isFiring(from)) return null;
  if (state === 'unknown') {
    const title = `No data: ${seriesName(series, instance)} on ${host}`;
    return { level: state, title, body: `It was ${from === 'warn' ? 'at warning level' : 'critical'} until then.` };
  }
  const lasted =
    lastedMs === null ? [] : [`The ${from === 'warn' ? 'warning' : 'alert'} lasted ${durationWords(lastedMs)}.`];
  const clear = clearLevel(rule);
  const why =
    reason === 'rule' || clear === null
      ? 'Its rule was changed.'
      : `${capital(safeSide(rule))} ${levelText(clear, unitOf(series))} since ${clockText(at - rule.keepMs)}.`;
  return { level: 'ok', title: `Ok again: ${subject} on ${host}`, body: [why, ...lasted].join(' ') };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
