import * as v from 'valibot';

const time = v.pipe(v.number(), v.integer());
const values = v.array(v.nullable(v.number()));

/** What a series did over the whole range, from the finest values that are kept of it. */
export const seriesSummarySchema = v.object({
  min: v.number(),
  avg: v.number(),
  max: v.number(),
  /** The value that 95 % of the time was not exceeded. Exact for the finest tier, of averages for older ones. */
  p95: v.number(),
  /** Time within the range for which nothing is kept, ms. */
  noDataMs: v.number(),
});
/** See {@link seriesSummarySchema}. */
export type SeriesSummary = Readonly<v.InferOutput<typeof seriesSummarySchema>>;

/**
 * Answer of `GET /api/v1/history?series=S&series=S2&from=&to=&points=600[&summary=1]`. Bucket `i` covers
 * `t[i] <= time < t[i] + step`; its three values are `null` where nothing is kept. `step` is a multiple of the
 * resolution the values were kept at (`resolutionMs`, the coarsest that took part). `series` names one series and
 * instance, `network.received@eth0`; asking for a series without its instance gives every instance that is kept.
 */
export const historyAnswerSchema = v.object({
  from: time,
  to: time,
  step: time,
  resolutionMs: time,
  t: v.array(time),
  series: v.array(
    v.object({
      series: v.string(),
      unit: v.string(),
      min: values,
      avg: values,
      max: values,
      summary: v.optional(v.nullable(seriesSummarySchema)),
    }),
  ),
});
/** See {@link historyAnswerSchema}. */
export type HistoryAnswer = Readonly<v.InferOutput<typeof historyAnswerSchema>>;

/**
 * Answer of `GET /api/v1/processes?at=MS`: the top processes that were stored nearest to that moment, at most 60 s from
 * it, by CPU and by memory; `t` is their time, `null` (and `top` empty) where none are kept. `command` as in a sample.
 */
export const processesThenSchema = v.object({
  t: v.nullable(time),
  top: v.array(
    v.object({
      pid: v.number(),
      name: v.string(),
      user: v.string(),
      cpu: v.nullable(v.number()),
      memory: v.nullable(v.number()),
      command: v.optional(v.string()),
    }),
  ),
});
/** See {@link processesThenSchema}. */
export type ProcessesThen = Readonly<v.InferOutput<typeof processesThenSchema>>;
