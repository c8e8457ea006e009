import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Clock } from '../../clock.ts';
import { isLocalAddress } from './address-rule.ts';
import { bareHost } from '../../bare-host.ts';

/** What goes out. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How it went: an answer, or a reason in words that name neither address nor path. `again`: worth another try. */
export interface PostResult {
  readonly status: number | null;
  readonly reason: string | null;
  readonly again: boolean;
}

/** Finds all addresses of a name. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

/** Where to, and under which rules. */
export interface PostOptions {
  readonly url: string;
  /** May reach this machine, its link and metadata services. */
  readonly allowLocal: boolean;
  readonly clock: Clock;
  /** Default: as the system resolves names. */
  readonly resolve?: Resolve | undefined;
  /** What counts as local. Default {@link isLocalAddress}; tests have no other network than loopback. */
  readonly isLocal?: (address: string) => boolean;
}

const timeoutMs = 10_000;
const mostRedirects = 3;

/** Statuses that send the same message on to another place. */
const redirects = new Set([301, 302, 307, 308]);

const localReason = 'the address is on this machine, its link or a metadata service, which this target may not reach';

class Refusal extends Error {}

/** The addresses of a name as the system knows them. */
const resolveBySystem: Resolve = (name) =>
  new Promise((resolve, reject) => {
    systemLookup(name, { all: true, verbatim: true }, (error, addresses) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });

/**
 * Posts one message. The connection goes to an address that was checked, never to one that was looked up again, and
 * each redirect is checked like the first address. Never rejects.
 */
export async function post(message: Message, options: PostOptions): Promise<PostResult> {
  const abort = new AbortController();
  const cancel = options.clock.after(timeoutMs, () => {
    abort.abort();
  });
  try {
    let url = new URL(options.url);
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const { status, location } = await send(url, message, options, abort.signal);
      if (!redirects.has(status)) {
        const good = status >= 200 && status < 300;
        const reason = good ? null : `the service answered ${String(status)}`;
        return { status, reason, again: status === 429 || status >= 500 };
      }
      if (location === undefined) return refused(status, 'the service redirects to nowhere');
      url = new URL(location, url);
    }
    return refused(null, `the service redirects more than ${String(mostRedirects)} times`);
  } catch (caught) {
    if (caught instanceof Refusal) return refused(null, caught.message);
    if (abort.signal.aborted) {
      return { status: null, reason: `no answer within ${String(timeoutMs / 1_000)} s`, again: true };
    }
    return { status: null, reason: describe(caught), again: true };
  } finally {
    cancel();
  }
}

function refused(status: number | null, reason: string): PostResult {
  return { status, reason, again: false };
}

async function send(
  url: URL,
  { headers, body }: Message,
  { allowLocal, resolve = resolveBySystem, isLocal = isLocalAddress }: PostOptions,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly location: string | undefined }> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Refusal('the address is neither http nor https');
  const assertAllowed = (addresses: readonly string[]) => {
    // One forbidden address among several is enough: which of them is used is not for the name's owner to choose.
    if (!allowLocal && addresses.some((one) => isLocal(one))) throw new Refusal(localReason);
  };
  const name = bareHost(url.hostname);
  // A literal address never reaches `lookup`.
  if (isIP(name) !== 0) assertAllowed([name]);
  const request: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)), 'User-Agent': 'Lanpulse' },
    // No connection is kept: a kept one would skip the look-up and the check.
    agent: false,
    signal,
    lookup: (host, lookupOptions, done) => {
      void answerLookup(host, lookupOptions, done, { assertAllowed, resolve });
    },
  };
  const start = url.protocol === 'https:' ? requestHttps : requestHttp;
  const answer = await new Promise<IncomingMessage>((arrived, failed) => {
    const outgoing = start(url, request, arrived);
    outgoing.once('error', failed);
    outgoing.end(body);
  });
  // What a service has to say beyond its status is of no use here, and may be endless.
  answer.destroy();
  return { status: answer.statusCode ?? 0, location: answer.headers.location };
}

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

async function answerLookup(
  name: string,
  { all, family }: LookupOptions,
  done: LookupDone,
  { assertAllowed, resolve }: { readonly assertAllowed: (all: readonly string[]) => void; readonly resolve: Resolve },
): Promise<void> {
  try {
    const found = await resolve(name);
    assertAllowed(found.map(({ address }) => address));
    const wanted = found.filter((one) => (family !== 4 && family !== 6) || one.family === family);
    const [first] = wanted;
    if (first === undefined) throw new Refusal('the name has no address');
    if (all === true) done(null, [...wanted]);
    else done(null, first.address, first.family);
  } catch (caught) {
    done(caught instanceof Error ? caught : new Error('the look-up failed'), '');
  }
}

/** The code alone: messages of the system name hosts and addresses. */
function describe(caught: unknown): string {
  const code = caught instanceof Error && 'code' in caught && typeof caught.code === 'string' ? caught.code : 'unknown';
  return `the connection failed (${code})`;
}
