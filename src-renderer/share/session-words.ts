import type { SessionInfo } from '../../src-shared/protocol/sharing.ts';
import { timeOfDay } from '../alerts/time-of-day.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** When a device was here last: `now`, `12 min ago`, `today 09:41`, `yesterday 22:41`, `3 Mar`. Both times are the server's. */
export function seenWords({ watching, lastSeenAt }: SessionInfo, nowMs: number): string {
  if (watching) return 'now';
  const ageMs = nowMs - lastSeenAt;
  if (ageMs < minuteMs) return 'a moment ago';
  if (ageMs < hourMs) return `${String(Math.floor(ageMs / minuteMs))} min ago`;
  const day = new Date(lastSeenAt).toDateString();
  const time = timeOfDay(lastSeenAt, lastSeenAt);
  if (day === new Date(nowMs).toDateString()) return `today ${time}`;
  if (day === new Date(nowMs - dayMs).toDateString()) return `yesterday ${time}`;
  return timeOfDay(lastSeenAt, nowMs);
}

/** How many are paired: `4, of which 3 are watching`. */
export function countWords(sessions: readonly SessionInfo[]): string {
  const watching = sessions.filter((one) => one.watching).length;
  const count = String(sessions.length);
  if (watching === 0) return `${count}, none is watching`;
  if (watching === sessions.length) return sessions.length === 1 ? '1, watching now' : `${count}, all are watching`;
  return `${count}, of which ${String(watching)} ${watching === 1 ? 'is' : 'are'} watching`;
}

/** What it is and where it came from last: `Firefox on Android · 192.168.1.57`. */
export function originWords({ device, address, kind }: SessionInfo): string {
  const parts = [device, ...(kind === 'program' ? ['by token'] : []), ...(address === null ? [] : [address])];
  return parts.join(' · ');
}

/** What its picture shows. */
export type SessionPicture = 'phone' | 'tablet' | 'computer' | 'program';

/** The picture of a device, by what the server says it is. */
export function pictureOf({ device, kind }: Pick<SessionInfo, 'device' | 'kind'>): SessionPicture {
  if (kind === 'program') return 'program';
  if (/\biPad\b/u.test(device)) return 'tablet';
  return /\b(?:iPhone|Android|iOS)\b/u.test(device) ? 'phone' : 'computer';
}
