import { isFiring, type AlertStatus, type Transition } from '../../src-shared/protocol/alerts.ts';

/** What people did about one alert, as everybody reads it. */
export type Attention = Pick<AlertStatus, 'acknowledgedBy' | 'acknowledgedAt' | 'snoozedUntil'>;

/** The same with the level that somebody saw and acknowledged; where that is not known it counts as a warning. */
export interface Attended extends Attention {
  readonly acknowledgedLevel?: 'warn' | 'critical' | undefined;
}

/**
 * What is left of it after a transition. An acknowledgement is of one alert at one level: it ends with `ok`, and does not
 * cover a level worse than the one that somebody saw. Lost data (`unknown`) interrupts an alert and does not end it: at
 * the same level or a lower one it is still the alert that somebody knows of, at a worse one it is news.
 */
export function attentionAfter(attention: Attended, { state }: Pick<Transition, 'state'>): Attended {
  const { acknowledgedLevel = 'warn' } = attention;
  const overtaken = state === 'ok' || (state === 'critical' && acknowledgedLevel === 'warn');
  return overtaken ? withoutAcknowledgement(attention) : attention;
}

/** The same with a snooze; a moment that is not ahead ends it. */
export function withSnooze(attention: Attended, untilMs: number, nowMs: number): Attended {
  const { acknowledgedBy, acknowledgedAt, acknowledgedLevel } = attention;
  const rest = acknowledgedAt === undefined ? {} : { acknowledgedBy, acknowledgedAt, acknowledgedLevel };
  return untilMs > nowMs ? { ...rest, snoozedUntil: untilMs } : rest;
}

/** What still counts at a moment. */
export function attentionAt(attention: Attended, nowMs: number): Attended {
  return attention.snoozedUntil === undefined ? attention : withSnooze(attention, attention.snoozedUntil, nowMs);
}

/** True for an alert about which nobody wants to hear more at this moment. */
export function isSnoozed({ snoozedUntil }: Attention, nowMs: number): boolean {
  return snoozedUntil !== undefined && snoozedUntil > nowMs;
}

/** True where there is something to keep. */
export function hasAttention({ acknowledgedAt, snoozedUntil }: Attention): boolean {
  return acknowledgedAt !== undefined || snoozedUntil !== undefined;
}

/** True for a state that a page must know of: all others are as they should be. */
export function isNews(status: AlertStatus): boolean {
  return status.state === 'unknown' || isFiring(status.state) || hasAttention(status);
}

function withoutAcknowledgement({ snoozedUntil }: Attention): Attended {
  return snoozedUntil === undefined ? {} : { snoozedUntil };
}
