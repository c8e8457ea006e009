import * as v from 'valibot';

const time = v.pipe(v.number(), v.integer());

/**
 * Answer of `threshold.preview`: what the rule would have done between `from` and `to`. `covered` is the part of it for
 * which there are values; `null` where there are none. `fired` holds the newest 200, oldest first, `count` counts all.
 * `untilMs` is `null` for one that still fires at the end; `level` is the highest it reached.
 */
export const previewSchema = v.object({
  fired: v.array(
    v.object({
      instance: v.string(),
      at: time,
      level: v.picklist(['warn', 'critical']),
      untilMs: v.nullable(time),
      peak: v.number(),
    }),
  ),
  count: v.number(),
  from: time,
  to: time,
  covered: v.nullable(v.object({ from: time, to: time })),
});
/** See {@link previewSchema}. */
export type Preview = Readonly<v.InferOutput<typeof previewSchema>>;
/** One time that the rule would have fired. */
export type PreviewedAlert = Preview['fired'][number];
