import type { Session } from 'electron';
import type { AlertEvent } from '../../src-shared/protocol/alerts.ts';
import type { SettingsAnswer } from '../../src-shared/protocol/settings.ts';
import { systemClock } from '../clock.ts';
import type { Glance } from '../glance.ts';
import type { Monitor } from '../monitor-options.ts';
import { type FollowedServer, followServer } from './follow-server.ts';
import { serverCalls } from './server-calls.ts';
import type { ShownServer } from './start-server.ts';

/** What the shell tells of its server, and asks of it. */
export interface Served {
  /** Resolves when the app's own server is complete, or could not be made so; at once where it is another program's. */
  readonly ready: Promise<unknown>;
  /** `null` while the server does not answer. */
  readonly glance: () => Glance | null;
  /** @throws Fault with the server's own words */
  readonly share: (on: boolean) => Promise<void>;
  /** Stops notifying about an alert until a moment, ms since the epoch. @throws Fault with the server's own words */
  readonly snooze: (series: string, instance: string, untilMs: number) => Promise<void>;
  /**
   * Begins to follow a server that another program has started. Not before the page was loaded: of two connections that
   * ask at once about a certificate which nobody has signed, Electron 33 now and then forgets one and lets it fail.
   */
  readonly follow: () => void;
  readonly close: () => void;
}

/** Who is told what a server tells that another program started; of its own the app is told by direct calls. */
export interface ServedListener {
  /** Whether this app can get updates. */
  readonly hasUpdates: boolean;
  readonly onAlerts: (events: readonly AlertEvent[]) => void;
  readonly onSettings: (answer: SettingsAnswer) => void;
}

/** A server on this machine that takes longer does not answer, ms. Sharing may have to make a certificate first. */
const answerMs = 20_000;

/**
 * The way from the shell to the server that the window shows.
 * @param session of the window: what it sends there carries the window's token
 */
export function reachServer(
  { url, own }: Pick<ShownServer, 'url' | 'own'>,
  session: Pick<Session, 'fetch'>,
  listener: ServedListener,
): Served {
  const calls = serverCalls(url, session);
  let monitor: Monitor | null = null;
  const ready = own?.then(
    (complete) => {
      monitor = complete;
    },
    // That it could not start is told elsewhere: the app ends then.
    () => undefined,
  );
  let followed: FollowedServer | null = null;
  let isClosed = false;
  return {
    ready: Promise.resolve(ready),
    glance: () => (monitor ?? followed)?.glance() ?? null,
    follow() {
      if (own === null && !isClosed) followed ??= followServer({ clock: systemClock, calls, ...listener });
    },
    close() {
      isClosed = true;
      followed?.close();
    },
    async share(on) {
      await calls.send('sharing', { on }, answerMs);
      // The change stands, whatever becomes of this look: the next one finds it.
      await followed?.refresh().catch(() => undefined);
    },
    async snooze(series, instance, untilMs) {
      if (own !== null) await (await own).snooze(series, instance, untilMs);
      else await calls.send('commands', { type: 'alert.snooze', series, instance, untilMs }, answerMs);
    },
  };
}
