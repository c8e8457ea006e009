import { once } from 'node:events';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { messageTypes, readMessage, writeMessage, type Arrived, type BodyValue, type Header } from './dbus-wire.ts';

/** A service on a bus, from this process. */
export interface BusConnection {
  readonly signal: (header: Header, body: readonly BodyValue[]) => void;
}

/** What a service answers to each member that it knows. */
export type BusAnswers = Readonly<Record<string, (call: Arrived) => readonly BodyValue[]>>;

const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };

/**
 * Puts a service on a bus, until the test ends.
 * @param path of the bus's socket
 * @param name that the service is known by
 */
export async function serveOnBus(path: string, name: string, answers: BusAnswers): Promise<BusConnection> {
  const socket = connect(path);
  await once(socket, 'connect');
  onTestFinished(() => void socket.destroy());

  // Authentication by the user id that the kernel tells the daemon (D-Bus Specification, "EXTERNAL").
  const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
  socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
  const [greeting]: unknown[] = await once(socket, 'data');
  if (!String(greeting).startsWith('OK')) throw new Error(`The bus refuses: ${String(greeting)}`);
  socket.write('BEGIN\r\n');

  let serial = 0;
  let buffered = Buffer.alloc(0);
  let named: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (named = resolve));

  const send = (type: number, header: Header, body: readonly BodyValue[] = []) => {
    serial += 1;
    socket.write(writeMessage(type, serial, header, body));
    return serial;
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

  send(messageTypes.call, { ...bus, member: 'Hello' });
  const nameSerial = send(messageTypes.call, { ...bus, member: 'RequestName' }, [name, 0]);
  await ready;
  return { signal: (header, body) => send(messageTypes.signal, header, body) };
}
