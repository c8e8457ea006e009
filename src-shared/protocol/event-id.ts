/** The id of an event that can be resumed after: the server start it belongs to, and its number within. */
export interface EventId {
  readonly epoch: string;
  /** Counts up by one per event from 1; 0 stands before the first. */
  readonly seq: number;
}

/** Writes `EPOCH-SEQ`. */
export function formatEventId(id: EventId): string {
  return `${id.epoch}-${String(id.seq)}`;
}

/** Reads `EPOCH-SEQ`; `null` for anything else, however it came into a header. */
export function parseEventId(text: string): EventId | null {
  const match = /^([a-z0-9]{1,32})-(\d{1,15})$/u.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { epoch: match[1], seq: Number(match[2]) };
}
