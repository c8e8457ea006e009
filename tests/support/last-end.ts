import { once } from 'node:events';
import * as v from 'valibot';
import type { RunningServer } from './server.ts';

const lineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ request: v.string(), time: v.number(), ms: v.number() }),
);

/**
 * Time from the moment at which a request reached its server to the last of what it ended, ms: what it took to get there is
 * not in it. The server must log at level `debug`.
 */
export async function msUntilLastEnd(
  server: RunningServer,
  answer: Promise<{ readonly headers: NodeJS.Dict<string | readonly string[]> }>,
  ends: readonly Promise<unknown>[],
): Promise<number> {
  const momentOf = async (end: Promise<unknown>) => {
    await end;
    return Date.now();
  };
  const [{ headers }, endedMs] = await Promise.all([answer, Promise.all(ends.map(momentOf))]);
  return Math.max(...endedMs) - (await arrivedAtMs(server, headers['x-request-id']));
}

async function arrivedAtMs(server: RunningServer, id: unknown): Promise<number> {
  for (;;) {
    for (const text of server.stderr().split('\n')) {
      const { success, output } = v.safeParse(lineSchema, text);
      // Written when all of the answer has gone out.
      if (success && output.request === id) return output.time - output.ms;
    }
    await once(server.child.stderr ?? server.child, 'data');
  }
}
