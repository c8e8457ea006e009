import * as v from 'valibot';

const time = v.pipe(v.number(), v.integer());

/** How the keeping of history is going; `reason` is a sentence for people. */
export const historyStateSchema = v.variant('kind', [
  /** Every sample is kept. */
  v.object({ kind: v.literal('keeping') }),
  /**
   * Samples pass by because they cannot be written, on a full or read-only disk for example; the first that was not kept
   * is of `sinceMs`. What was kept before can be read, and writing is tried again without being asked.
   */
  v.object({ kind: v.literal('paused'), sinceMs: time, reason: v.string() }),
  /** This server keeps nothing and has nothing to read: it was turned off, or SQLite cannot run here. */
  v.object({ kind: v.literal('off'), reason: v.string() }),
]);
/** See {@link historyStateSchema}. */
export type HistoryState = Readonly<v.InferOutput<typeof historyStateSchema>>;

/**
 * What every page should know of the history at once, in each `presence`. `news` holds the newest of each kind since
 * the server started: `damaged`, the file was unreadable, was set aside and a new history begun; `left_out`, some
 * values or processes were damaged and are holes now, and all else is kept: the message counts all of them since the start,
 * and `atMs` stays while only the count grows within an hour; `trimmed`, fine values were dropped before
 * their time to stay under the size cap.
 */
export const historyNoticeSchema = v.object({
  state: historyStateSchema,
  news: v.pipe(
    v.array(v.object({ kind: v.picklist(['damaged', 'left_out', 'trimmed']), atMs: time, message: v.string() })),
    v.readonly(),
  ),
});
/** See {@link historyNoticeSchema}. */
export type HistoryNotice = Readonly<v.InferOutput<typeof historyNoticeSchema>>;
/** One entry of the news. */
export type HistoryNewsItem = HistoryNotice['news'][number];

/**
 * The history as `hello` and `GET /api/v1/server` tell it. `usedBytes` is what it takes on disk, `capBytes` the most it
 * may take. Each tier keeps a value for each `stepMs` over `keepMs`; `oldestMs` is the oldest moment it holds now, `null`
 * while it is empty. All zero and empty where the state is `off`.
 */
export const historyStatusSchema = v.object({
  ...historyNoticeSchema.entries,
  usedBytes: v.number(),
  capBytes: v.number(),
  tiers: v.pipe(
    v.array(v.object({ stepMs: v.number(), keepMs: v.number(), oldestMs: v.nullable(time) })),
    v.readonly(),
  ),
});
/** See {@link historyStatusSchema}. */
export type HistoryStatus = Readonly<v.InferOutput<typeof historyStatusSchema>>;
