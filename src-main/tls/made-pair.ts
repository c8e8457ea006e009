import { mkdir, readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../../src-shared/fault.ts';
import type { Clock } from '../clock.ts';
import { writeAtomically } from '../write-atomically.ts';
import { checkPair, type CheckedPair, type KeyPair } from './key-pair.ts';
import { makePair } from './make-pair.ts';
import type { PairSource } from './pair-source.ts';

/** A certificate is made anew when less time than this is left, ms. */
const renewMs = 30 * 86_400_000;

/**
 * A certificate that Lanpulse makes itself and keeps in its data directory. It is made anew before it expires, and when
 * the machine is reached under what it is not for.
 * @param hosts names and addresses of the machine now
 */
export function madePair(folder: string, hosts: () => readonly string[], clock: Clock): PairSource {
  const files = { cert: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };

  function isGood(pair: CheckedPair): boolean {
    const isFresh = pair.validUntilMs - clock.wallMs() > renewMs;
    return (
      isFresh &&
      hosts()
        .filter(mustBeCovered)
        .every((host) => pair.covers(host))
    );
  }

  async function kept(): Promise<CheckedPair | null> {
    try {
      const pair: KeyPair = { cert: await readFile(files.cert, 'utf8'), key: await readFile(files.key, 'utf8') };
      return checkPair(pair, files, clock.wallMs());
    } catch {
      // None yet, or none that can be used: a new one takes its place.
      return null;
    }
  }

  async function make(): Promise<CheckedPair> {
    try {
      const pair = await makePair(hosts(), hostname(), clock.wallMs());
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeAtomically(files.key, pair.key);
      await writeAtomically(files.cert, pair.cert);
      return checkPair(pair, files, clock.wallMs());
    } catch (cause) {
      throw new Fault('start_failed', `The certificate in ${folder} could not be made or kept.`, { cause });
    }
  }

  return {
    isOwn: false,
    async refresh(present) {
      const pair = present ?? (await kept());
      return pair !== null && isGood(pair) ? pair : make();
    },
  };
}

/**
 * Public IPv6 addresses come and go with the hour and with the provider's mood; a new certificate each time would make
 * every device ask again whether to trust it. Those of the moment when it is made are in it.
 */
function mustBeCovered(host: string): boolean {
  return isIP(host) !== 6 || host === '::1' || /^f[cd]/iu.test(host);
}
