import { isFiring, type AlertStatus, type Transition } from '../../src-shared/protocol/alerts.ts';

/** What people did about one alert. */
export type Attention = Pick<AlertStatus, 'acknowledgedBy' | 'acknowledgedAt' | 'snoozedUntil'>;

/** What is left of it after a transition: an acknowledgement ends with its alert, and does not cover a worse level. */
export function attentionAfter(attention: Attention, { state, from }: Transition): Attention {
  const overtaken = state === 'ok' || (state === 'critical' && from === 'warn');
  return overtaken ? withoutAcknowledgement(attention) : attention;
}

/** The same with a snooze; a moment that is not ahead ends it. */
export function withSnooze(attention: Attention, untilMs: number, nowMs: number): Attention {
  const { acknowledgedBy, acknowledgedAt } = attention;
  const rest = acknowledgedAt === undefined ? {} : { acknowledgedBy, acknowledgedAt };
  return untilMs > nowMs ? { ...rest, snoozedUntil: untilMs } : rest;
}

/** What still counts at a moment. */
export function attentionAt(attention: Attention, nowMs: number): Attention {
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

function withoutAcknowledgement({ snoozedUntil }: Attention): Attention {
  return snoozedUntil === undefined ? {} : { snoozedUntil };
}
