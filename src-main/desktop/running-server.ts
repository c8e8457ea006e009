import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { isLoopbackHost } from '../access/loopback.ts';
import { addressOfHolder } from '../history/lock.ts';

/** A server that has just taken its data directory has not said yet where it listens: tries, and the time between, ms. */
const tries = 20;
const pauseMs = 250;
/** A server on this machine that takes longer does not answer, ms. */
const answerMs = 2_000;

const infoSchema = v.object({
  name: v.literal('Lanpulse'),
  auth: v.object({ role: v.picklist(['viewer', 'operator']) }),
});

/**
 * Address of the dashboard of the server that holds a data directory, where it answers as Lanpulse on this machine and
 * lets a window in without a session; `null` otherwise. The file with the address may be left over or forged, so nothing
 * is sent there that would be worth having.
 */
export async function runningServer(dataDir: string): Promise<string | null> {
  for (let left = tries; left > 0; left -= 1) {
    const url = addressOfHolder(dataDir);
    if (url !== null && isOnThisMachine(url) && (await isOpenLanpulse(url))) return new URL(url).origin;
    await sleep(pauseMs);
  }
  return null;
}

function isOnThisMachine(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && isLoopbackHost(hostname);
}

async function isOpenLanpulse(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(answerMs);
    const response = await fetch(new URL('/api/v1/info', url), { redirect: 'error', signal });
    return v.is(infoSchema, await response.json());
  } catch {
    // Nobody there, or somebody else.
    return false;
  }
}
