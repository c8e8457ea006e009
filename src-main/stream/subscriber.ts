import type { Announcement } from './announcements.ts';
import type { StoredEvent } from './stored-event.ts';
import type { Viewer } from './viewer.ts';

/** An open stream or a held poll, as the hub sees it. None of these calls throws. */
export interface Subscriber {
  readonly viewer: Viewer;
  /**
   * A new event is the newest in the ring.
   * @param nowMs monotonic time of it, which the hub asks for once for all
   */
  stored(event: StoredEvent, nowMs: number): void;
  announced(announcement: Announcement): void;
  /** Takes `bye`, where there is one, and ends; resolves when nothing of it is left to send. */
  end(bye: Announcement | null): Promise<void>;
}
