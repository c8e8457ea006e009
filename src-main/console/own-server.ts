import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { refusalSchema } from '../../src-shared/protocol/commands.ts';
import { askHolder, isOfThisMachine } from '../ask-holder.ts';
import { readHolder } from '../history/holder.ts';
import { isDataDirHeld } from '../history/is-held.ts';

/** A server on this machine that takes longer does not answer, ms. */
const answerMs = 5_000;

/** The server that runs on a data directory, as its owner's programs talk to it. */
export interface OwnServer {
  readonly url: string;
  /** Asks as its owner; POST where there is a body. @throws Fault `no_server` or what the server refused with */
  ask<Output>(schema: v.GenericSchema<unknown, Output>, path: string, body?: object): Promise<Output>;
}

/**
 * Finds the server that runs on a data directory now.
 * @throws Fault `no_server` in one line
 */
export function findOwnServer(dataDir: string): OwnServer {
  if (!isDataDirHeld(dataDir)) {
    throw new Fault('no_server', `No Lanpulse runs on ${dataDir}. Start one with: lanpulse serve`);
  }
  const holder = readHolder(dataDir);
  if (holder?.token === undefined) {
    throw new Fault(
      'no_server',
      `The Lanpulse that runs on ${dataDir} is another user's, or starts just now. Try again.`,
    );
  }
  if (!isOfThisMachine(holder)) {
    throw new Fault('no_server', `The Lanpulse that runs on ${dataDir} says that it is on another machine.`);
  }
  const { url } = holder;
  return {
    url: new URL(url).origin,
    async ask(schema, path, body) {
      const text = await askHolder(holder, { path, body, answerMs });
      const refused = v.safeParse(v.pipe(v.string(), v.parseJson(), refusalSchema), text);
      if (refused.success) throw new Fault('no_server', `The server refused: ${refused.output.error.message}`);
      const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
      if (answer.success) return answer.output;
      throw new Fault('no_server', `What answers at ${url} is no Lanpulse of this version.`);
    },
  };
}
