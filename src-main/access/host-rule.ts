import { hostname } from 'node:os';
import { bareHost } from '../bare-host.ts';
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts';

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
 * Names under which a connection answers: the address it reached, the machine's name, configured names, and on loopback
 * the loopback names. Anything else may be a foreign name that was pointed at this address (DNS rebinding).
 * @param localAddress the address of this machine that the connection reached
 * @param names configured by the owner
 */
export function isAllowedHost(
  host: HostHeader,
  localAddress: string | undefined,
  names: readonly string[] = [],
  machine = hostname(),
): boolean {
  const bare = bareHost(host.name);
  const reached = localAddress?.replace(/^::ffff:(?=\d+\.)/iu, '') ?? '';
  const own = machine.toLowerCase();
  return (
    (isLoopbackHost(bare) && isLoopbackAddress(reached)) ||
    bare === reached ||
    bare === own ||
    bare === `${own}.local` ||
    names.some((name) => name.toLowerCase() === bare)
  );
}
