import { Fault } from '../../src-shared/fault.ts';
import type { Scheme } from '../../src-shared/protocol/events.ts';
import type { Log } from '../log.ts';
import type { LanAddress } from './lan-addresses.ts';

/** A socket that listens on one address. */
export interface LanListener {
  readonly port: number;
  /**
   * Frees the address and port at once, and ends every connection within a second; resolves when all are gone.
   * @param becomes how the address begins when it opens again, as its viewers are told. Default: it does not
   */
  close(becomes?: Scheme): Promise<void>;
}

/** Opens one; `port` 0 takes a free one. */
export type OpenListener = (address: string, port: number, isSecure: boolean) => Promise<LanListener>;

/** What is to be open. */
export interface Wanted {
  readonly addresses: readonly LanAddress[];
  readonly port: number;
  readonly isSecure: boolean;
  /** False where what it takes to open is missing, so that nobody is told that it will. Default: true. */
  readonly isReady?: boolean;
}

/** An address where somebody can reach the dashboard now. */
export interface OpenAddress extends LanAddress {
  readonly port: number;
  readonly isSecure: boolean;
}

/** One listener for each address of the machine. */
export interface LanListeners {
  /**
   * Closes what is not wanted and opens what is missing; calls are carried out one after the other. Connections that end
   * are not waited for: whoever asked for it may be on one of them, and waits for an answer.
   */
  become(wanted: Wanted): Promise<void>;
  /** Resolves when every connection of what was closed has ended. */
  settled(): Promise<void>;
  /** In the order in which they were wanted. */
  open(): readonly OpenAddress[];
  /** What could not be opened as it was wanted, as sentences for people. */
  problems(): readonly string[];
}

interface Held extends OpenAddress {
  readonly listener: LanListener;
}

/** Opens none yet. */
export function createLanListeners(open: OpenListener, log: Pick<Log, 'error'>): LanListeners {
  /** By address. */
  let held: readonly Held[] = [];
  let problems: readonly string[] = [];
  /** Other ports that were taken where the wanted one was in use: an address that comes back keeps its port. */
  const ports = new Map<string, number>();
  let last: Promise<void> = Promise.resolve();
  const closing = new Set<Promise<void>>();

  function close(listener: LanListener, becomes?: Scheme): void {
    const closed = listener
      .close(becomes)
      .catch((caught: unknown) => {
        log.error({ err: caught }, 'an address that is shared no more could not be closed');
      })
      .finally(() => {
        closing.delete(closed);
      });
    closing.add(closed);
  }

  async function become({ addresses, port, isSecure, isReady = true }: Wanted): Promise<void> {
    const fits = (one: Held) => one.isSecure === isSecure && addresses.some(({ address }) => address === one.address);
    const stay = held.filter(fits);
    const leave = held.filter((one) => !fits(one));
    held = stay;
    for (const { listener, address: left } of leave) {
      const stays = isReady && addresses.some(({ address }) => address === left);
      close(listener, stays ? schemeOf(isSecure) : undefined);
    }
    const refusals: string[] = [];
    for (const one of addresses) {
      if (held.some(({ address }) => address === one.address)) continue;
      const result = await openOn(one, port, isSecure);
      if (typeof result === 'string') refusals.push(result);
      else held = [...held, result];
    }
    held = addresses.flatMap(({ address, via }) =>
      held.filter((one) => one.address === address).map((one) => ({ ...one, via })),
    );
    problems = [...refusals, ...held.filter((one) => one.port !== port).map((one) => movedFrom(port, one))];
  }

  /** The listener, or the sentence that says why there is none. */
  async function openOn({ address, via }: LanAddress, port: number, isSecure: boolean): Promise<Held | string> {
    try {
      const listener = await openAnyPort(address, port, isSecure);
      return { address, via, isSecure, port: listener.port, listener };
    } catch (caught) {
      if (!(caught instanceof Fault)) throw caught;
      return `${address} (${via}) cannot be opened: ${caught.message}`;
    }
  }

  async function openAnyPort(address: string, port: number, isSecure: boolean): Promise<LanListener> {
    const tries = [port, ports.get(address) ?? 0, 0];
    for (const wanted of tries) {
      try {
        const listener = await open(address, wanted, isSecure);
        if (listener.port !== port) ports.set(address, listener.port);
        return listener;
      } catch (caught) {
        if (!(caught instanceof Fault) || caught.code !== 'port_taken') throw caught;
      }
    }
    throw new Fault('port_taken', 'no port is free.');
  }

  return {
    become(wanted) {
      const done = last.then(() => become(wanted));
      // Whoever asked hears of a failure; the next one begins anew.
      last = done.catch(() => undefined);
      return done;
    },
    async settled() {
      await last;
      await Promise.all(closing);
    },
    open: () => held.map(({ address, via, port, isSecure }) => ({ address, via, port, isSecure })),
    problems: () => problems,
  };
}

function schemeOf(isSecure: boolean): Scheme {
  return isSecure ? 'https' : 'http';
}

function movedFrom(wanted: number, { address, via, port }: OpenAddress): string {
  return `Port ${String(wanted)} is taken on ${address} (${via}), so it is port ${String(port)} there.`;
}
