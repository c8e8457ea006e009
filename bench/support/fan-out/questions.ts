import * as v from 'valibot';

/** What the server of the bench is asked. */
export const serverQuestion = v.variant('ask', [
  v.object({ ask: v.literal('listen') }),
  v.object({ ask: v.literal('memory') }),
  v.object({ ask: v.literal('prepare'), events: v.number() }),
  v.object({ ask: v.literal('cpu') }),
  v.object({ ask: v.literal('broadcast'), everyMs: v.number() }),
]);

export const listening = v.object({ port: v.number() });

/** Memory after a collection of garbage, bytes; streams that are open. */
export const memory = v.object({ rssBytes: v.number(), viewers: v.number() });

/** CPU time since the start, us. */
export const cpu = v.object({ cpuUs: v.number() });

/** When each event was handed to the server's code, ms of the machine's monotonic clock. */
export const broadcasted = v.object({ at: v.array(v.number()) });

/** What the viewers are asked. */
export const crowdQuestion = v.variant('ask', [
  v.object({ ask: v.literal('connect'), port: v.number(), viewers: v.number() }),
  v.object({ ask: v.literal('expect'), events: v.number() }),
  v.object({ ask: v.literal('arrived') }),
  v.object({ ask: v.literal('delays'), at: v.array(v.number()) }),
]);

export const done = v.object({});
/** Time from the broadcast of an event to its last byte, of all events and all viewers, ms. */
export const delays = v.object({ p50: v.number(), p99: v.number(), bytes: v.number() });

/** The machine's monotonic clock, the same in each process, ms. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
