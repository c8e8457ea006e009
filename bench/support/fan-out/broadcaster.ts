import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { busyMachine } from '../busy-machine.ts';
import { answerQuestions } from '../worker.ts';
import { machineMs, serverQuestion } from './questions.ts';
import { isWayName, ways } from './ways.ts';

/** The server of the bench: brings samples to whoever connects, in the way that its first word names. */

const [name = ''] = process.argv.slice(2);
if (!isWayName(name)) throw new Error(`There is no way "${name}".`);
const way = ways[name]();
const machine = busyMachine();
let processes: NonNullable<ReturnType<typeof machine>['processes']> = { count: 0, running: 0, top: [] };
/** Time for V8's other threads to be done: they sweep behind a collection, and compile what made the samples, ms. */
const restMs = 500;
/** Made before anything is measured. */
let samples: ReturnType<typeof nextSample>[] = [];
let viewers = 0;

const server = createServer((req, res) => {
  viewers += 1;
  res.once('close', () => {
    viewers -= 1;
  });
  void way.join(req, res);
});

/** Two kilobytes as JSON: a small server with four of its processes. */
function nextSample(): ReturnType<typeof machine> {
  const values = machine();
  if (values.processes !== undefined) processes = { ...values.processes, top: values.processes.top.slice(0, 4) };
  return { ...values, processes };
}

function usedUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

answerQuestions(serverQuestion, async (question) => {
  switch (question.ask) {
    case 'listen': {
      server.listen(0, '127.0.0.1', 4_096);
      await once(server, 'listening');
      const address = server.address();
      return { port: typeof address === 'object' && address !== null ? address.port : 0 };
    }
    case 'memory':
      globalThis.gc?.();
      await sleep(restMs);
      return { rssBytes: process.memoryUsage.rss(), viewers };
    case 'prepare':
      samples = Array.from({ length: question.events }, nextSample);
      await sleep(restMs);
      return {};
    case 'cpu':
      return { cpuUs: usedUs() };
    case 'broadcast': {
      const at: number[] = [];
      const begin = machineMs();
      for (const [n, values] of samples.entries()) {
        const waitMs = begin + n * question.everyMs - machineMs();
        // Late or not, each in a turn of its own: a sample comes from a timer, and node:http joins what one turn writes.
        await sleep(Math.max(0, waitMs));
        at.push(machineMs());
        way.broadcast(Date.now(), values);
      }
      return { at };
    }
  }
});
