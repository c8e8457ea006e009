import type { LimitName } from '../../src-shared/protocol/server-limits.ts';

/** `--max-connections` for `maxConnections`. */
export function limitFlag(name: LimitName): string {
  return `--${name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `LANPULSE_MAX_CONNECTIONS` for `maxConnections`. */
export function limitVariable(name: LimitName): string {
  return `LANPULSE_${name.replaceAll(/[A-Z]/gu, (letter) => `_${letter}`).toUpperCase()}`;
}
