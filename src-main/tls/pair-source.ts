import type { CheckedPair } from './key-pair.ts';

/** Where certificate and key come from. */
export interface PairSource {
  /** True where the owner brought them. */
  readonly isOwn: boolean;
  /**
   * The pair that is to be used now.
   * @param present the one in force; `null` at first
   * @returns the same object where nothing has changed
   * @throws Fault that says in one line why there is none
   */
  refresh(present: CheckedPair | null): Promise<CheckedPair>;
}
