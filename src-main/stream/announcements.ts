import type { Bye, Gap, Presence } from '../../src-shared/protocol/events.ts';
import { sseText } from './event-text.ts';

/** Data of the events that go to everybody and are not stored. */
interface AnnouncedData {
  readonly gap: Gap;
  readonly presence: Presence;
  readonly bye: Bye;
}

/** Such an event, written once for everybody. */
export interface Announcement {
  /** Counts up from 1. */
  readonly number: number;
  readonly name: keyof AnnouncedData;
  readonly json: string;
  readonly frame: Buffer;
}

/**
 * The newest announcements, for those who could not take them at once: polls between two requests, and streams that
 * are still catching up.
 */
export interface Announcements {
  /** Number of the newest; 0 before the first. */
  readonly newest: number;
  add<Name extends keyof AnnouncedData>(name: Name, data: AnnouncedData[Name]): Announcement;
  /** Those that came after a number; of presence only the newest. */
  after(number: number): readonly Announcement[];
}

/** More than this many missed gaps say no more than the last ones do. */
const kept = 64;

/** Makes an empty list. */
export function createAnnouncements(): Announcements {
  let newest = 0;
  let list: readonly Announcement[] = [];
  return {
    get newest() {
      return newest;
    },
    add(name, data) {
      const json = JSON.stringify(data);
      newest += 1;
      const announcement = { number: newest, name, json, frame: Buffer.from(sseText(name, json, null)) };
      const others = name === 'presence' ? list.filter((one) => one.name !== 'presence') : list;
      list = [...others, announcement].slice(-kept);
      return announcement;
    },
    after: (number) => list.filter((one) => one.number > number),
  };
}
