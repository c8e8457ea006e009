import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as v from 'valibot';

/** A line of the server's log, at the level `debug`: the time of a tick, and that of the line. */
const readSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ msg: v.literal('a tick was read'), t: v.number(), time: v.number() }),
);

/** When what belongs to a tick had been read, by the tick's time; times are of the machine's clock, ms. Fills while the server runs. */
export function noteReads(server: ChildProcess): ReadonlyMap<number, number> {
  const reads = new Map<number, number>();
  if (server.stderr === null) throw new Error('Nobody listens to the log of the server.');
  createInterface({ input: server.stderr }).on('line', (line) => {
    const said = v.safeParse(readSchema, line);
    if (said.success) reads.set(said.output.t, said.output.time);
  });
  return reads;
}
