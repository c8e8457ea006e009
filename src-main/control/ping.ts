import type { Clock } from '../clock.ts';
import type { CommandHandler } from './command.ts';

/** `ping` measures the round trip; the answer carries the server's time. */
export function createPing(clock: Clock): CommandHandler {
  return { role: 'viewer', isAudited: false, run: () => ({ t: clock.wallMs() }) };
}
