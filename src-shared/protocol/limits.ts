/** Bounds of the protocol, the same for every transport. Times in ms, sizes in bytes. */
export const limits = {
  /** Fastest and slowest interval a viewer may ask for. */
  intervalMs: { min: 100, max: 60_000 },
  /** Metrics that one viewer may have read faster than the others. */
  fastMetrics: 2,
  /** Entries of any list in a filter. */
  listEntries: 64,
  /** Characters of one metric or instance name in a filter. */
  nameLength: 256,
  /** Rows of a process table. */
  processRows: { min: 1, max: 200 },
  /** Characters of a process search. */
  matchLength: 128,
  /** Longest hold of a long poll. */
  pollMs: { default: 25_000, max: 30_000 },
  /** Time without another event after which `beat` is sent. */
  beatAfterMs: 15_000,
  /** Time a viewer and its filter outlive its last stream. */
  viewerGraceMs: 60_000,
  /** Unsent bytes after which a stalled viewer is dropped. */
  backlogBytes: 1024 * 1024,
  /** Time the ring reaches back at the least. */
  ringMs: 5 * 60_000,
  /** Reconnect time told to EventSource. */
  retryMs: 2_000,
  /** Longest `forMs` and `keepMs` of a rule. */
  ruleMs: 86_400_000,
  /** Rules that differ from the defaults. */
  changedRules: 500,
  /** Furthest a snooze may reach ahead. */
  snoozeMs: 7 * 86_400_000,
  /** Transitions kept in the log. */
  alertLog: 1_000,
  /** Longest time a preview may look at. */
  previewMs: 31 * 86_400_000,
  /** Alerts that a preview lists one by one. */
  previewedAlerts: 200,
  /** Series of one question for history; with instances left out the answer may hold more. */
  historySeries: 64,
  /** Buckets of an answer from history. */
  historyPoints: { min: 1, default: 600, max: 2_000 },
  /** Longest range of a question for history: two years and the leap days in them. */
  historyMs: 2 * 366 * 86_400_000,
  /** Rows of an export: more than the finest two days hold, and about what a spreadsheet opens. */
  csvRows: { min: 1, default: 1_000_000, max: 1_000_000 },
  /** CSV exports that one caller may have running. */
  csvExports: 2,
  /** Webhooks, and the shortest and longest time between two repeats. */
  notifyTargets: 16,
  repeatMs: { min: 60_000, max: 7 * 86_400_000 },
  /** Notes that are kept, and those that one answer lists. */
  notes: { kept: 5_000, listed: 500 },
  /** Age past which a note makes room for new ones, as long as the coarsest history is kept by default: two years. */
  noteKeepMs: 2 * 365 * 86_400_000,
  /** Furthest a note may lie ahead: clocks differ. */
  noteAheadMs: 60_000,
  /** Viewers that presence names. */
  presenceNames: 50,
  /** WebSocket messages: sustained per second, and at once. */
  messages: { perSecond: 50, burst: 100 },
} as const;
