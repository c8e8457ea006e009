import * as v from 'valibot';
import { postJson } from '../link/post-json.ts';

/** Gives this browser's session back. Rejects with a Fault. */
export async function unpair(): Promise<void> {
  await postJson('unpair', {}, v.object({ ok: v.literal(true) }));
}
