import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import type { ShortInfo } from '../../src-shared/protocol/info.ts';
import { fetchJson } from './fetch-json.ts';

const infoSchema = v.object({
  auth: v.object({
    required: v.boolean(),
    role: v.nullable(v.picklist(['viewer', 'operator'])),
    session: v.optional(v.boolean(), false),
    encryptedBefore: v.optional(v.boolean(), false),
  }),
});

/** Whether the page needs a session, and what it may do. */
export type Admission = ShortInfo['auth'];

/** Asks whether this page may look; `null` where no usable answer comes. */
export async function fetchAdmission(signal: AbortSignal): Promise<Admission | null> {
  // The first time the markup has asked already (index.html): only the same address, asked in the same way, is taken from there.
  const answer = await fetchJson('info', new URLSearchParams(), infoSchema, signal, fetch);
  return answer instanceof Fault ? null : answer.auth;
}
