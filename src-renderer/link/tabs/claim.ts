/** What a tab bases its leadership on. */
export interface Claim {
  /** Id of the tab. */
  readonly from: string;
  /** Counts the handovers: who takes over from a leader is one higher. */
  readonly term: number;
  /** Wall time at which it began to lead, ms. */
  readonly sinceMs: number;
}

/** True where one of two tabs that both lead is to stay: the later handover, else the one that has led for longer. */
export function beats(one: Claim, other: Claim): boolean {
  if (one.term !== other.term) return one.term > other.term;
  if (one.sinceMs !== other.sinceMs) return one.sinceMs < other.sinceMs;
  return one.from < other.from;
}
