import { distinctName } from '../access/distinct-name.ts';
import type { Principal } from '../access/principal.ts';

/** Who did something, as other people read it. Never the owner key itself, which tells sessions apart. */
export function authorOf({ owner, name }: Principal): string {
  if (name !== null) return distinctName(name);
  return owner === 'window' ? 'the desktop window' : 'this machine';
}

/** True for somebody who sits at the machine itself, not merely for an operator on the network. */
export function isAtTheMachine({ owner }: Principal): boolean {
  return ['window', 'loopback', 'cli'].includes(owner) || owner.startsWith('local:');
}
