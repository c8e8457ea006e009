import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { serveOnBus } from './bus-connection.ts';
import { startProgram } from './program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A notification as the desktop was asked to show it. */
export interface SentNotification {
  readonly title: string;
  readonly body: string;
}

/** A D-Bus session of its own, with a notification service that shows nothing and remembers everything. */
export interface SessionBus {
  /** Value for `DBUS_SESSION_BUS_ADDRESS`. */
  readonly address: string;
  /** The socket, for further services. */
  readonly path: string;
  readonly notifications: readonly SentNotification[];
  /** Clicks the newest notification. */
  readonly click: () => void;
}

const service = { path: '/org/freedesktop/Notifications', interface: 'org.freedesktop.Notifications' } as const;

/** True where D-Bus is installed. */
export function hasSessionBus(): boolean {
  return spawnSync('dbus-daemon', ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Starts the bus and, on it, the service of the Desktop Notifications Specification; both end with the test. */
export async function startSessionBus(): Promise<SessionBus> {
  const path = join(temporaryFolder(), 'bus');
  const daemon = startProgram('dbus-daemon', [
    '--session',
    '--nofork',
    '--print-address=1',
    `--address=unix:path=${path}`,
  ]);
  const address = (await daemon.firstLine).trim();
  const notifications: SentNotification[] = [];
  const { signal } = await serveOnBus(path, service.interface, {
    GetServerInformation: () => ['test', 'Lanpulse', '1', '1.2'],
    GetCapabilities: () => [['actions', 'body']],
    Notify: ({ body }) => {
      body.text(); // application
      body.uint(); // replaces
      body.text(); // icon
      const title = body.text();
      notifications.push({ title, body: body.text() });
      return [notifications.length];
    },
    CloseNotification: () => [],
  });
  return {
    address,
    path,
    notifications,
    click: () => {
      signal({ ...service, member: 'ActionInvoked' }, [notifications.length, 'default']);
    },
  };
}
