/** Lanpulse's own figures that only the whole server knows; the rest the reader takes from the process. */
export interface SelfSource {
  /** Viewers connected at this moment. */
  viewers(): number;
}
