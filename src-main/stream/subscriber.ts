import type { Announcement } from './announcements.ts';
import type { StoredEvent } from './stored-event.ts';

/** An open stream or a held poll, as the hub sees it. None of these calls throws. */
export interface Subscriber {
  /** A new event is the newest in the ring. */
  stored(event: StoredEvent): void;
  announced(announcement: Announcement): void;
  /** Takes `bye` and ends; resolves when nothing of it is left to send. */
  end(bye: Announcement): Promise<void>;
}
