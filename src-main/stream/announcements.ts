import type { Bye, Gap, Presence, Role } from '../../src-shared/protocol/events.ts';
import { sseText } from './event-text.ts';
import { type Frame, frameOf } from './frame.ts';

/** Data of the events that go to everybody and are not stored. */
interface AnnouncedData {
  readonly gap: Gap;
  readonly presence: Presence;
  readonly bye: Bye;
}

/** The text of an announcement, for a poll and for a stream. */
interface AnnouncedText {
  readonly json: string;
  readonly frame: Frame;
}

/** Such an event, written once for each role. */
export interface Announcement {
  /** Counts up from 1. */
  readonly number: number;
  readonly name: keyof AnnouncedData;
  readonly for: Readonly<Record<Role, AnnouncedText>>;
}

/**
 * The newest announcements, for those who could not take them at once: polls between two requests, and streams that
 * are still catching up.
 */
export interface Announcements {
  /** Number of the newest; 0 before the first. */
  readonly newest: number;
  /** @param forOperators where they are told more than viewers */
  add<Name extends keyof AnnouncedData>(
    name: Name,
    data: AnnouncedData[Name],
    forOperators?: AnnouncedData[Name],
  ): Announcement;
  /** Writes one for whom it concerns, without keeping it. */
  single<Name extends keyof AnnouncedData>(name: Name, data: AnnouncedData[Name]): Announcement;
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
    add(name, data, forOperators) {
      const viewer = write(name, data);
      const operator = forOperators === undefined ? viewer : write(name, forOperators);
      newest += 1;
      const announcement = { number: newest, name, for: { viewer, operator } };
      const others = name === 'presence' ? list.filter((one) => one.name !== 'presence') : list;
      list = [...others, announcement].slice(-kept);
      return announcement;
    },
    single(name, data) {
      const text = write(name, data);
      return { number: newest, name, for: { viewer: text, operator: text } };
    },
    after: (number) => list.filter((one) => one.number > number),
  };
}

function write(name: keyof AnnouncedData, data: object): AnnouncedText {
  const json = JSON.stringify(data);
  return { json, frame: frameOf(sseText(name, json, null)) };
}
