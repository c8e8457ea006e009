import type { LinkListener } from '../link/link.ts';

/** Why the connection ended: not known, or because the server said that this page may not look any more. */
export type CutOff = 'lost' | 'revoked';

/** Tells of each loss of the connection, once before every new try, and hands everything on. */
export function watchCutOff(listener: LinkListener, onCutOff: (why: CutOff) => void): LinkListener {
  return {
    ...listener,
    onState(state) {
      listener.onState(state);
      if (state.phase === 'retrying' && state.retryAtMs !== null) onCutOff('lost');
    },
    onRevoked() {
      listener.onRevoked?.();
      onCutOff('revoked');
    },
  };
}
