import { threeDigits, writeText } from '../../src-shared/units.ts';
import type { Glance } from '../glance.ts';

/** What the icon says when the pointer rests on it. */
export function trayWords(glance: Glance | null): string {
  if (glance === null) return 'Lanpulse: the server does not answer';
  const { host, cpu, memoryUsedBytes: used, memoryTotalBytes: total, worst, level } = glance;
  const memory =
    used === null || total === null ? [] : [`memory ${writeText(used, 'bytes')} of ${writeText(total, 'bytes')}`];
  const values = [...(cpu === null ? [] : [`CPU ${threeDigits(cpu)} %`]), ...memory];
  const first = values.length === 0 ? `${host}: no values yet` : `${host}: ${values.join(', ')}`;
  return level === 'ok' || worst === null ? first : `${first}\n${level === 'warn' ? 'Warn' : 'Critical'}: ${worst}`;
}

/** What stands beside the icon on macOS; empty while nobody can say. */
export function trayTitle(glance: Glance | null): string {
  const cpu = glance?.cpu ?? null;
  return cpu === null ? '' : `${cpu.toFixed(0)} %`;
}
