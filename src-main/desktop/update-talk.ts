import type { UpdateState } from './update-state.ts';
import type { Updates } from './updates.ts';

/** What a person has said yes to. */
export type Wish = 'download' | 'restart' | 'stop' | null;

/** The boxes of which a talk is made. */
export interface UpdateBoxes {
  /** Says where the update stands and offers the next step; looks for one first where that is the step. */
  readonly ask: () => Promise<Wish>;
  /** Says where the update stands, and offers the next step. */
  readonly tell: (state: UpdateState) => Promise<Wish>;
}

/**
 * Talks with a person about updates, one box at a time. Nothing is fetched or started without a yes.
 * @returns what begins it, or leads on from where the update stands
 */
export function createUpdateTalk(updates: Updates, { ask, tell }: UpdateBoxes): () => void {
  let isTalking = false;
  /** Resolves when the newest box is closed. */
  let closed: Promise<unknown> = Promise.resolve();

  async function talk(run: () => Promise<Wish>): Promise<void> {
    if (isTalking) return;
    isTalking = true;
    const asked = run().finally(() => {
      isTalking = false;
    });
    closed = asked;
    const wish = await asked;
    if (wish === 'stop') updates.cancel();
    else if (wish === 'restart') updates.restart();
    else if (wish === 'download') {
      const outcome = await updates.download();
      // Somebody may be looking at how far it is.
      await closed;
      // Whoever has stopped it, or has chosen otherwise, knows.
      if (outcome.kind === 'available' || updates.state() !== outcome) return;
      await talk(() => tell(outcome));
    }
  }
  return () => void talk(ask);
}
