import { createAction, type Action } from '../alerts/action.svelte.ts';
import type { Sharing, SharingChange } from '../../src-shared/protocol/sharing.ts';

/** A change of the switches, which may ask back first. Reactive. */
export interface ShareChange extends Pick<Action, 'busy' | 'problem'> {
  /** What is asked before it is done; `null` while nothing is. */
  readonly question: string | null;
  readonly want: (change: SharingChange) => void;
  /** Does what was asked about. Rejects with a Fault. */
  readonly confirm: () => Promise<void>;
  readonly dismiss: () => void;
}

/**
 * @param isLocal the page did not come over the network, so that nothing here can cut it off
 * @param change rejects with a Fault
 */
export function createShareChange(
  isLocal: boolean,
  sharing: () => Sharing | null,
  change: (change: SharingChange) => Promise<void>,
): ShareChange {
  const action = createAction('That did not reach the server. Nothing has changed; try again.');
  let asked = $state.raw<SharingChange | null>(null);
  return {
    get busy() {
      return action.busy;
    },
    get problem() {
      return action.problem;
    },
    get question() {
      return asked === null ? null : questionOf(asked);
    },
    want(next) {
      if (!isLocal && sharing()?.on === true) asked = next;
      else void action.run(() => change(next));
    },
    async confirm() {
      if (asked !== null) await change(asked);
    },
    dismiss() {
      asked = null;
    },
  };
}

function questionOf({ on, tls }: SharingChange): string {
  if (on === false) {
    return 'This page came over the network. Turning sharing off closes it, too, and only the machine itself can turn it on again.';
  }
  const scheme = tls === true ? 'https' : 'http';
  return `All addresses change to ${scheme}. Every open screen, this one too, has to be opened there anew.`;
}
