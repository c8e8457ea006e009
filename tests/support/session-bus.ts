import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { messageTypes, readMessage, writeMessage, type Arrived, type BodyValue, type Header } from './dbus-wire.ts';
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
  const socket = connect(path);
  await once(socket, 'connect');
  onTestFinished(() => void socket.destroy());

  // Authentication by the user id that the kernel tells the daemon (D-Bus Specification, "EXTERNAL").
  const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
  socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
  const [greeting]: unknown[] = await once(socket, 'data');
  if (!String(greeting).startsWith('OK')) throw new Error(`The bus refuses: ${String(greeting)}`);
  socket.write('BEGIN\r\n');

  const notifications: SentNotification[] = [];
  let serial = 0;
  let buffered = Buffer.alloc(0);
  let named: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (named = resolve));

  const send = (type: number, header: Header, body: readonly BodyValue[] = []) => {
    serial += 1;
    socket.write(writeMessage(type, serial, header, body));
    return serial;
  };
  const answers: Readonly<Record<string, (call: Arrived) => readonly BodyValue[]>> = {
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
  };
  const take = (message: Arrived) => {
    const { type, header } = message;
    if (type === messageTypes.answer && header.answersTo === nameSerial) named();
    const answer = answers[header.member ?? ''];
    if (type !== messageTypes.call || answer === undefined) return;
    const { sender = '' } = header;
    send(messageTypes.answer, { destination: sender, answersTo: message.serial }, answer(message));
  };
  socket.on('data', (part) => {
    buffered = Buffer.concat([buffered, part]);
    for (let message = readMessage(buffered); message !== null; message = readMessage(buffered)) {
      take(message);
      buffered = buffered.subarray(message.length);
    }
  });

  const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };
  send(messageTypes.call, { ...bus, member: 'Hello' });
  const nameSerial = send(messageTypes.call, { ...bus, member: 'RequestName' }, [service.interface, 0]);
  await ready;
  return {
    address,
    notifications,
    click: () => send(messageTypes.signal, { ...service, member: 'ActionInvoked' }, [notifications.length, 'default']),
  };
}
