import { Fault } from '../../src-shared/fault.ts';
import type { Fields } from '../link/control.ts';
import type { Link } from '../link/link.ts';

/**
 * Sends a command of a person, who waits for its outcome.
 * @throws Fault what the server answered; `not_found` where it is away
 */
export async function sendCommand(link: Pick<Link, 'send'>, type: string, fields: Fields) {
  const outcome = await link.send(type, fields);
  if (outcome instanceof Fault) throw outcome;
  if (outcome === null) throw new Fault('not_found', 'The server cannot be reached; nothing has changed.');
  return outcome;
}
