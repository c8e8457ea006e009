import type { Incoming } from './incoming.ts';

/** What a transport tells while it is open. */
export interface TransportListener {
  /** The server has sent something, in order. */
  heard(event: Incoming): void;
  /** It ended, or never came to be. Nothing follows. */
  failed(): void;
}

/**
 * Opens a transport and returns the way to close it; a closed one tells nothing more.
 */
export type OpenTransport = (listener: TransportListener) => () => void;
