import type { Bye } from '../../src-shared/protocol/events.ts';

/** What is said to those who came by a way that is closed: with the scheme by which it opens again, where it does. */
export function farewell(closing: AbortSignal): Bye {
  const reason: unknown = closing.reason;
  return reason === 'http' || reason === 'https' ? { reason: 'shutdown', scheme: reason } : { reason: 'shutdown' };
}
