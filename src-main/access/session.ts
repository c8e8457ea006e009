import * as v from 'valibot';
import { sessionNameSchema } from '../../src-shared/protocol/sharing.ts';

const time = v.pipe(v.number(), v.integer());

/** A session as it is kept. `tokenHash` is all that is known of its token. */
export const sessionSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/u)),
  tokenHash: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/u)),
  name: sessionNameSchema,
  device: v.pipe(v.string(), v.maxLength(100)),
  kind: v.picklist(['browser', 'program', 'local']),
  role: v.picklist(['viewer', 'operator']),
  address: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  pairedAt: time,
  lastSeenAt: time,
});

/**
 * A paired device or program, until it is revoked or not used for long. `local` ones came in by a link that only this
 * machine can use, and are good on this machine only. `device` is what it calls itself, in words of ours; `name` is
 * people's. `address` is where it came from last.
 */
export type Session = Readonly<v.InferOutput<typeof sessionSchema>>;

/** The key under which a session's viewers are kept; for what was paired on this machine it says so. */
export function ownerOf({ id, kind }: Pick<Session, 'id' | 'kind'>): string {
  return kind === 'local' ? `local:${id}` : `session:${id}`;
}
