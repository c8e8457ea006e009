import type { Incoming } from '../../../src-renderer/link/incoming.ts';
import type { OpenTransport, TransportListener } from '../../../src-renderer/link/transport.ts';

/** A transport that does what a test says. */
export interface FakeTransport {
  readonly open: OpenTransport;
  /** How often it was opened. */
  readonly opened: number;
  readonly isOpen: boolean;
  hear(event?: Incoming): void;
  fail(reason?: string): void;
  /** Is found to be held back on the way. */
  holdBack(): void;
}

/** Makes one that is closed. */
export function createFakeTransport(): FakeTransport {
  let listener: TransportListener | null = null;
  let opened = 0;
  return {
    open: (next) => {
      opened += 1;
      listener = next;
      return () => {
        if (listener === next) listener = null;
      };
    },
    get opened() {
      return opened;
    },
    get isOpen() {
      return listener !== null;
    },
    hear(event = { event: 'beat', id: null }) {
      listener?.heard(event);
    },
    fail(reason) {
      listener?.failed(reason);
    },
    holdBack() {
      listener?.heldBack?.();
    },
  };
}
