import * as v from 'valibot';

/** The ways to be connected. */
export const transports = ['sse', 'poll', 'ws'] as const;

/** One of {@link transports}. */
export type Transport = (typeof transports)[number];

/** What the crowd is asked: to come, and what came to it since the last such question. */
export const crowdQuestion = v.variant('ask', [
  v.object({
    ask: v.literal('come'),
    transport: v.picklist(transports),
    port: v.number(),
    query: v.string(),
    viewers: v.number(),
  }),
  v.object({ ask: v.literal('told') }),
]);

export const come = v.object({});

/** Bytes on the wire to all of them, samples, and how old those were on arrival by the tick's time, ms. */
export const told = v.object({
  bytes: v.number(),
  samples: v.number(),
  p50: v.nullable(v.number()),
  p99: v.nullable(v.number()),
  /** Connections that ended by themselves. */
  lost: v.number(),
});
