import { hostname } from 'node:os';
import { isLoopbackHost } from './loopback.ts';

/** The host and port of a Host header; `port` is empty where none is written. */
export interface HostHeader {
  readonly name: string;
  readonly port: string;
}

/** Reads a Host header; `null` for what is no host, so that odd spellings are refused instead of guessed. */
export function parseHost(header: string | undefined): HostHeader | null {
  const match = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::(\d{1,5}))?$/iu.exec(header ?? '');
  if (match?.[1] === undefined) return null;
  return { name: match[1].toLowerCase().replace(/\.$/u, ''), port: match[2] ?? '' };
}

/**
 * Names under which a listener answers: the socket's own address, the loopback names, the machine's name. Anything else
 * may be a foreign name that was pointed at this address (DNS rebinding).
 */
export function isAllowedHost(host: HostHeader, localAddress: string | undefined, machine = hostname()): boolean {
  const bare = host.name.replace(/^\[(.*)\]$/u, '$1');
  const own = machine.toLowerCase();
  return (
    isLoopbackHost(bare) ||
    bare === localAddress?.replace(/^::ffff:(?=\d+\.)/iu, '') ||
    bare === own ||
    bare === `${own}.local`
  );
}
