import * as v from 'valibot';
import { writeText } from '../../src-shared/units.ts';
import { readingText, seriesName } from '../../src-shared/alert-words.ts';
import { durationWords } from '../../src-shared/duration-words.ts';
import { alertsSchema } from '../../src-shared/protocol/alerts.ts';
import { historyStatusSchema, type HistoryStatus } from '../../src-shared/protocol/history-status.ts';
import { hostSchema } from '../../src-shared/protocol/events.ts';
import { sharingSchema, type Sharing } from '../../src-shared/protocol/sharing.ts';
import { findOwnServer } from './own-server.ts';
import { rows } from './rows.ts';

const infoSchema = v.object({ version: v.string(), host: hostSchema, intervalMs: v.number() });

const figuresSchema = v.object({
  upMs: v.number(),
  viewers: v.number(),
  cpu: v.nullable(v.number()),
  memory: v.nullable(v.number()),
  history: historyStatusSchema,
});

/**
 * What the server that runs on a data directory says of itself, in lines for people.
 * @throws Fault `no_server`
 */
export async function statusInTerminal(dataDir: string): Promise<string> {
  const server = findOwnServer(dataDir);
  const [info, figures, sharing, alerts] = await Promise.all([
    server.ask(infoSchema, '/api/v1/info'),
    server.ask(figuresSchema, '/api/v1/server'),
    server.ask(sharingSchema, '/api/v1/sharing'),
    server.ask(alertsSchema, '/api/v1/alerts'),
  ]);
  const { cpu, memory } = figures;
  const alarms = alerts.states
    .filter(({ state }) => state === 'critical' || state === 'warn')
    .map(({ series, instance, state, value }): [string, string] => [
      state,
      `${seriesName(series, instance)} is at ${readingText(series, value)}`,
    ]);
  return [
    `Lanpulse ${info.version} on ${info.host.name} at ${server.url}`,
    ...rows([
      ['up', `${durationWords(figures.upMs)}, a sample every ${writeText(info.intervalMs, 'milliseconds')}`],
      ['viewers', String(figures.viewers)],
      ['sharing', sharingWords(sharing)],
      ['history', historyWords(figures.history)],
      ['its own', `CPU ${orUnknown(cpu, 'percent')} of one core, memory ${orUnknown(memory, 'bytes')}`],
      ...(alarms.length > 0 ? alarms : [['alerts', 'none'] as const]),
    ]),
    '',
  ].join('\n');
}

function orUnknown(value: number | null, unit: 'percent' | 'bytes'): string {
  return value === null ? 'not known yet' : writeText(value, unit);
}

function sharingWords({ on, addresses, tls }: Sharing): string {
  if (!on) return 'off: this machine only';
  const where = addresses.map(({ url }) => url).join(', ');
  return `on, ${tls.on ? 'encrypted' : 'not encrypted'}${where === '' ? ', but this machine has no address' : `: ${where}`}`;
}

function historyWords({ state, usedBytes, capBytes }: HistoryStatus): string {
  if (state.kind === 'off') return `off: ${state.reason}`;
  const size = `${writeText(usedBytes, 'bytes')} of at most ${writeText(capBytes, 'bytes')}`;
  return state.kind === 'keeping' ? size : `paused, ${size}: ${state.reason}`;
}
