import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { answerQuestions } from '../worker.ts';
import { crowdQuestion, machineMs } from './questions.ts';

/** Many viewers in one process: sockets that count the events they get, and note when each was whole. */

const newline = 0x0a;
const endOfEvent = '\n\n';
/** Connections that are being made at the same time. */
const together = 100;
/** What takes longer to arrive does not arrive at all, ms. */
const longestMs = 120_000;

interface Seen {
  events: number;
  endedWithNewline: boolean;
}

const sockets: Socket[] = [];
const seen: Seen[] = [];
let wanted = 0;
let bytes = 0;
let missing = 0;
let arrivals = new Float64Array();
let onWhole = (): void => undefined;

function take(n: number, data: Buffer): void {
  const one = seen[n];
  if (one === undefined) return;
  bytes += data.length;
  if (one.endedWithNewline && data[0] === newline) note(n, one);
  for (let at = data.indexOf(endOfEvent); at >= 0; at = data.indexOf(endOfEvent, at + 2)) note(n, one);
  one.endedWithNewline = data[data.length - 1] === newline;
}

function note(n: number, one: Seen): void {
  if (one.events >= wanted) return;
  arrivals[one.events * sockets.length + n] = machineMs();
  one.events += 1;
  missing -= 1;
  if (missing === 0) onWhole();
}

async function join(port: number, n: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  sockets[n] = socket;
  seen[n] = { events: 0, endedWithNewline: false };
  await once(socket, 'connect');
  socket.write(`GET /?n=${String(n)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n`);
  await once(socket, 'data');
  socket.on('data', (data) => {
    take(n, data);
  });
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

answerQuestions(crowdQuestion, async (question) => {
  switch (question.ask) {
    case 'connect':
      for (let first = 0; first < question.viewers; first += together) {
        const some = Array.from({ length: Math.min(together, question.viewers - first) }, (_, n) => first + n);
        await Promise.all(some.map((n) => join(question.port, n)));
      }
      return {};
    case 'expect':
      wanted = question.events;
      bytes = 0;
      missing = wanted * sockets.length;
      arrivals = new Float64Array(missing);
      for (const one of seen) {
        one.events = 0;
        one.endedWithNewline = false;
      }
      return {};
    case 'arrived':
      if (missing > 0) {
        await new Promise<void>((resolve, reject) => {
          const late = setTimeout(() => {
            const all = `${String(missing)} of ${String(wanted * sockets.length)} events`;
            reject(new Error(`${all} have not arrived ${String(longestMs / 1_000)} s after the last was sent.`));
          }, longestMs);
          onWhole = () => {
            clearTimeout(late);
            resolve();
          };
        });
      }
      return {};
    case 'delays': {
      const delays = arrivals.map((at, n) => at - (question.at[Math.floor(n / sockets.length)] ?? Number.NaN)).sort();
      return { p50: quantile(delays, 0.5), p99: quantile(delays, 0.99), bytes: bytes / wanted / sockets.length };
    }
  }
});
