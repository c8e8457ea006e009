import { Fault } from '../../src-shared/fault.ts';
import type { Arrival } from '../access/arrival.ts';
import { admit } from '../access/gate.ts';
import type { AccessRules, Identity } from '../access/principal.ts';
import type { Log } from '../log.ts';
import { answerHeaders } from './headers.ts';
import { nameRequest, type Outgoing } from './name-requests.ts';
import { readPageFile } from './page-file.ts';

/** What the page's files are served from, and to whom. */
export interface PageServerParts {
  /** Folder of the built page. */
  readonly root: string;
  readonly rules: AccessRules;
  readonly log: Pick<Log, 'debug'>;
}

/** A response that nothing was written to. */
export interface PageOutgoing extends Outgoing {
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): unknown;
  end(bytes: Buffer): unknown;
}

/** Answers for a file of the page; false where somebody else has to. */
export type PageServer = (arrival: Arrival, url: string | undefined, outgoing: PageOutgoing) => boolean;

/**
 * Serves the built page as browsers ask for it, past the router, whose streams took most of the server's share in the time that
 * a window waits for its scripts; while the server starts there is no router yet. What is not to be answered with a whole
 * file is left to that.
 */
export function createPageServer({ root, rules, log }: PageServerParts): PageServer {
  return (arrival, url, outgoing) => {
    const { method, headers } = arrival;
    if (method !== 'GET' || headers.range !== undefined) return false;
    const file = readPageFile(root, url?.split('?', 1)[0] ?? '', headers['accept-encoding']?.toString());
    if (file === null) return false;
    let identity: Identity | null;
    try {
      identity = admit(arrival, 'open', rules);
    } catch (caught) {
      // The router refuses them, in its words.
      if (caught instanceof Fault) return false;
      throw caught;
    }
    nameRequest(log, method, outgoing, () => ({ path: '/*', principal: identity?.principal ?? null }));
    for (const [name, value] of answerHeaders) outgoing.setHeader(name, value);
    outgoing.writeHead(200, { ...file.headers, 'Content-Length': file.bytes.length });
    outgoing.end(file.bytes);
    return true;
  };
}
