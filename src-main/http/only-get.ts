import { Fault } from '../../src-shared/fault.ts';
import type { RequestContext } from './route.ts';

/**
 * Refuses HEAD, which the router hands to GET routes too: a stream or a held poll without a body would stay open for
 * nothing.
 * @throws Fault `method_not_allowed`
 */
export function onlyGet(context: RequestContext): void {
  if (context.env.incoming.method === 'GET') return;
  context.header('Allow', 'GET');
  throw new Fault('method_not_allowed', 'This answers GET only.');
}
