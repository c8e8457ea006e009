import { Option } from 'commander';
import { limitNames } from '../../src-shared/protocol/server-limits.ts';
import { limitTable, type Limit } from '../limits/limit-table.ts';
import { limitFlag } from './limit-names.ts';

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
