import { Fault } from '../../src-shared/fault.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { RequestContext } from './route.ts';

/**
 * The text of a JSON body. Only `application/json` is taken: a form on a foreign page can send the other types without
 * asking first.
 * @throws Fault `unsupported_media_type` or `too_large`
 */
export async function readJsonText(context: RequestContext): Promise<string> {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Fault('unsupported_media_type', 'Send the command as application/json.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const body: AsyncIterable<Buffer> = context.env.incoming;
  for await (const bytes of body) {
    size += bytes.length;
    if (size > limits.messageBytes) {
      throw new Fault('too_large', `A body may hold ${String(limits.messageBytes)} bytes at most.`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
