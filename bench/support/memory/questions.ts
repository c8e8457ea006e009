import * as v from 'valibot';

/** What the server with the moved clock is asked: its address, to let time pass, and what its heap holds after a collection. */
export const serverQuestion = v.variant('ask', [
  v.object({ ask: v.literal('address') }),
  v.object({ ask: v.literal('pass'), seconds: v.number() }),
  v.object({ ask: v.literal('heap') }),
]);

export const address = v.object({ url: v.string() });
export const passed = v.object({ nowMs: v.number(), newestId: v.nullable(v.string()) });
export const heap = v.object({ usedBytes: v.number() });
