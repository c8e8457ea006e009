import { formatEventId } from '../../src-shared/protocol/event-id.ts';
import type { Announcement } from './announcements.ts';
import { polledText } from './event-text.ts';
import type { HubInner } from './hub.ts';
import type { ResumePoint } from './resume.ts';
import { type StoredEvent, wireName } from './stored-event.ts';
import type { Viewer } from './viewer.ts';

/** Characters of events after which an answer is full; the rest comes with the next poll. */
const batchLength = 256 * 1024;

/** What one answer carries. */
export interface Collected {
  /** JSON of each event. */
  readonly events: readonly string[];
  /** Highest number examined. */
  readonly last: number;
  /** The answer was full before the newest event. */
  readonly more: boolean;
}

/** The text of one stored event for one viewer; `null` when its filter leaves nothing of it. */
export function polledEvent(hub: HubInner, viewer: Viewer, event: StoredEvent): string | null {
  const data = hub.frames.data(event, viewer.plan);
  return data === null ? null : polledText(wireName(event), data, formatEventId({ epoch: hub.epoch, seq: event.seq }));
}

/** Gathers what a viewer has missed since a point: the gap, the stored events, and then what was announced meanwhile. */
export function collectAfter(hub: HubInner, viewer: Viewer, point: ResumePoint): Collected {
  const { ring, announcements } = hub;
  const events = point.gap === null ? [] : [polledText('gap', JSON.stringify(point.gap), null)];
  let length = 0;
  let last = point.cursor;
  while (last < ring.lastSeq && length < batchLength) {
    last += 1;
    const event = ring.at(last);
    const text = event === undefined ? null : polledEvent(hub, viewer, event);
    if (text === null) continue;
    events.push(text);
    length += text.length;
  }
  const more = last < ring.lastSeq;
  const urgent = announcements.after(viewer.announced).some(isUrgent);
  if (!more && (events.length > 0 || urgent)) events.push(...takeAnnouncements(hub, viewer));
  return { events, last, more };
}

/** Counts of viewers can wait for other news: every poll that comes changes them, and would wake all that wait. */
export function isUrgent(announcement: Announcement): boolean {
  return announcement.name !== 'presence';
}

/** The announcements that no poll of this viewer has carried; from now on this one has. */
export function takeAnnouncements({ announcements }: HubInner, viewer: Viewer): string[] {
  const texts = announcements.after(viewer.announced).map((one) => announcedText(one, viewer));
  viewer.announced = announcements.newest;
  return texts;
}

/** An announcement as a poll of this viewer carries it. */
export function announcedText(announcement: Announcement, { role }: Viewer): string {
  return polledText(announcement.name, announcement.for[role].json, null);
}
