import { Fault } from '../../src-shared/fault.ts';
import type { RequestContext } from './route.ts';

/**
 * The text of a JSON body. Only `application/json` is taken: a form on a foreign page can send the other types without
 * asking first.
 * @throws Fault `unsupported_media_type` or `too_large`, and what the gate throws
 */
export async function readJsonText(context: RequestContext): Promise<string> {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Fault('unsupported_media_type', 'Send the command as application/json.');
  }
  const { bounds, refusals } = context.env.limits;
  const { most } = bounds('maxMessageSize');
  const chunks: Buffer[] = [];
  let size = 0;
  const body: AsyncIterable<Buffer> = context.env.incoming;
  for await (const bytes of body) {
    size += bytes.length;
    if (size > most) {
      refusals.count('maxMessageSize', context.env.arrival.remoteAddress);
      throw new Fault('too_large', `A body may hold ${String(most)} bytes at most.`);
    }
    chunks.push(bytes);
  }
  // A body may come slowly: whoever has lost their session or role meanwhile is not obeyed any more.
  context.get('admitAgain')();
  return Buffer.concat(chunks).toString('utf8');
}
