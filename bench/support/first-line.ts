import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as v from 'valibot';

/** The first line that a program says; rejects where it ends before. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('Nobody listens to the program.');
  const [line] = v.parse(
    lineSchema,
    await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      once(child, 'exit').then(([code]): never => {
        throw new Error(`The server ended with ${String(code)} before it was ready.`);
      }),
    ]),
  );
  return line;
}

/** The address in the line by which a server says that it is ready. */
export async function addressOf(child: ChildProcess): Promise<string> {
  return (await firstLine(child)).replace(/^Lanpulse listening on /u, '');
}

const lineSchema = v.looseTuple([v.string()]);
