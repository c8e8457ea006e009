import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { askHolder, isOfThisMachine } from '../ask-holder.ts';
import { readHolder, type Holder } from '../history/holder.ts';
import { isDataDirHeld } from '../history/is-held.ts';
import { fingerprintOf } from '../tls/trust-only.ts';

/** A server that has just taken its data directory has not said yet where it listens: tries, and the time between, ms. */
const tries = 20;
const pauseMs = 250;
/** A server on this machine that takes longer does not answer, ms. */
const answerMs = 2_000;

const infoSchema = v.object({
  name: v.literal('Lanpulse'),
  auth: v.object({ role: v.picklist(['viewer', 'operator']) }),
});

/** A server that the app did not start. */
export interface RunningServer {
  /** Address of its dashboard. */
  readonly url: string;
  /** The secret by which it knows its owner's programs, as it says now; `null` where it has none. */
  readonly token: () => string | null;
  /** SHA-256 of the certificate by which it is known now, in pairs of hex digits; `null` where it has none. */
  readonly fingerprint: () => string | null;
}

/**
 * The server that holds a data directory, where it answers as Lanpulse on this machine and lets the owner in; `null`
 * otherwise. Only this user can have written the file that names it, and while the lock is held nothing in it is left from
 * a server that has died. The secret goes to the address beside which it stands: whoever could name another address would
 * have had to know the secret, and could show no more than a page in a locked window.
 */
export async function runningServer(dataDir: string): Promise<RunningServer | null> {
  for (let left = tries; left > 0 && isDataDirHeld(dataDir); left -= 1) {
    const holder = readHolder(dataDir);
    if (holder !== null && isOfThisMachine(holder) && (await letsIn(holder))) {
      const { origin } = new URL(holder.url);
      // A server that was started anew has a new secret, and one that runs for long gets a new certificate.
      const now = () => holderAt(origin, readHolder(dataDir));
      return { url: origin, token: () => now()?.token ?? null, fingerprint: () => keptFingerprint(now()) };
    }
    await sleep(pauseMs);
  }
  return null;
}

function holderAt(origin: string, holder: Holder | null): Holder | null {
  return holder !== null && new URL(holder.url).origin === origin ? holder : null;
}

function keptFingerprint(holder: Holder | null): string | null {
  if (holder?.certificate === undefined) return null;
  try {
    return fingerprintOf(readFileSync(holder.certificate, 'utf8'));
  } catch {
    // Gone, or half written: then none is trusted until it is there again.
    return null;
  }
}

async function letsIn(holder: Holder): Promise<boolean> {
  try {
    return v.is(infoSchema, JSON.parse(await askHolder(holder, { path: '/api/v1/info', answerMs })));
  } catch {
    // Nobody there, or somebody else.
    return false;
  }
}
