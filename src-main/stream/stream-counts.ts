/** Counts since the start of the server; whoever does the thing adds to its count. */
export interface StreamCounts {
  eventsSent: number;
  /** Bytes of events and poll answers, without HTTP's own. */
  bytesSent: number;
  /** Streams cut because their reader stalled. */
  drops: number;
  /** Streams that had missed something of what followed their id, and polls that the ring could not serve in full. */
  replays: number;
}

/** All counts at zero. */
export function createStreamCounts(): StreamCounts {
  return { eventsSent: 0, bytesSent: 0, drops: 0, replays: 0 };
}
