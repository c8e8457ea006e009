import type { Incoming } from './incoming.ts';

/** What a transport tells while it is open. */
export interface TransportListener {
  /** The server has sent something, in order. */
  heard(event: Incoming): void;
  /**
   * It ended, or never came to be. Nothing follows.
   * @param reason the server's own words where it refused; left out where they are not known
   */
  failed(reason?: string): void;
  /** It works, but something on the way holds back what it brings. It is closed; nothing follows. */
  heldBack?(): void;
}

/**
 * Opens a transport and returns the way to close it; a closed one tells nothing more.
 */
export type OpenTransport = (listener: TransportListener) => () => void;
