import { Option } from 'commander';
import { limitNames, type LimitName } from '../../src-shared/protocol/server-limits.ts';
import { limitTable, type Limit } from '../limits/limit-table.ts';

/** `--max-connections` for `maxConnections`. */
export function limitFlag(name: LimitName): string {
  return `--${name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `LANPULSE_MAX_CONNECTIONS` for `maxConnections`. */
export function limitVariable(name: LimitName): string {
  return `LANPULSE_${name.replaceAll(/[A-Z]/gu, (letter) => `_${letter}`).toUpperCase()}`;
}

/** An option of the command line for each limit. */
export function limitOptions(): readonly Option[] {
  return limitNames.map((name) => {
    const { kind, meaning, default: most, sparesLoopback }: Limit = limitTable[name];
    const spared = sparesLoopback ? `, this machine spared; set, it counts too` : '';
    return new Option(
      `${limitFlag(name)} <${kind === 'count' ? 'number' : kind}>`,
      `${meaning} (default ${most}${spared})`,
    );
  });
}
