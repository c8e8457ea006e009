import type { Principal } from '../access/principal.ts';

/** Who did something, as other people read it. Never the owner key itself, which tells sessions apart. */
export function authorOf({ role, owner }: Principal): string {
  if (owner === 'window') return 'the desktop window';
  return owner === 'loopback' ? 'this machine' : `an ${role}`;
}

/** True for somebody who sits at the machine itself, not merely for an operator on the network. */
export function isAtTheMachine({ owner }: Principal): boolean {
  return owner === 'window' || owner === 'loopback';
}
