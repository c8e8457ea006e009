import { join } from 'node:path';
import * as v from 'valibot';
import { keptFile, type KeptFilePlace } from '../kept-file.ts';
import { sessionSchema, type Session } from './session.ts';

/** The file as it stands in the data directory. */
const fileSchema = v.object({
  format: v.literal(1),
  instance: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9]{8,32}$/u))),
  sessions: v.array(v.unknown()),
});

/** What is kept. */
export interface KeptSessions {
  /** See `SessionStore.instance`; `null` where it has none yet. */
  readonly instance: string | null;
  readonly sessions: readonly Session[];
}

/** Where sessions are kept. */
export interface SessionFile {
  /** Those that can be read; of a damaged file a copy is set aside. */
  load(): Promise<KeptSessions>;
  /**
   * Replaces them; resolves when they are on disk.
   * @throws Fault `not_saved`
   */
  save(kept: KeptSessions): Promise<void>;
}

/** `sessions.json` in the data directory, for its owner's eyes only. */
export function sessionFile(place: Omit<KeptFilePlace, 'path'> & { readonly dataDir: string }): SessionFile {
  const file = keptFile({ ...place, path: join(place.dataDir, 'sessions.json') }, fileSchema);
  return {
    async load() {
      const held = await file.read();
      if (held === null) return { instance: null, sessions: [] };
      const parsed = held.sessions.map((one) => v.safeParse(sessionSchema, one));
      const sessions = parsed.flatMap((one) => (one.success ? [one.output] : []));
      if (sessions.length < parsed.length) {
        await file.setAside(`${String(parsed.length - sessions.length)} sessions cannot be read`);
      }
      return { instance: held.instance ?? null, sessions };
    },
    save: ({ instance, sessions }) =>
      file.write({ format: 1, ...(instance === null ? {} : { instance }), sessions: [...sessions] }),
  };
}
