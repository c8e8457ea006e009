import type { Sharing } from '../../src-shared/protocol/sharing.ts';
import { timeOfDay } from '../alerts/time-of-day.ts';

/** Says that somebody guesses codes; `null` while nobody does. */
export function lockWords({ until, wrongCodes }: Sharing['locked']): string | null {
  const typed = wrongCodes === 1 ? '1 wrong code was typed' : `${String(wrongCodes)} wrong codes were typed`;
  if (until !== null) return `${typed}; pairing is locked until ${timeOfDay(until, until)}.`;
  return wrongCodes === 0
    ? null
    : `${typed} since the last device was paired. After ten, pairing is locked for a minute.`;
}
