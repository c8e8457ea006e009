import type { LimitName } from '../../src-shared/protocol/server-limits.ts';
import { limitTable, type Limit } from '../limits/limit-table.ts';
import type { Setting } from './setting-row.ts';

/** A limit as a row of the table of settings. */
export function limitRow(name: LimitName, label: string): Setting {
  const { kind, min, max, meaning, sparesLoopback, default: most }: Limit = limitTable[name];
  const spared = sparesLoopback ? ', this machine spared; set, it counts too' : '';
  const common = {
    section: 'limits',
    label,
    help: `${meaning.replace(/^./u, (first) => first.toUpperCase())}${spared}.`,
    applies: 'at start',
  } as const;
  if (kind === 'count') return { ...common, kind, min: Number(min), max: Number(max), default: Number(most) };
  return { ...common, kind, min, max, default: most };
}
