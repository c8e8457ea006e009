import { Fault } from '../../src-shared/fault.ts';

/** For whoever takes more time over a request than there is. */
export function tooSlow(): Fault {
  return new Fault('too_slow', 'The request took too long to arrive; send it again.');
}
