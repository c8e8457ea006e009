import { alertStates, type AlertStatus } from '../../src-shared/protocol/alerts.ts';
import type { HostInfo } from '../../src-shared/protocol/events.ts';
import type { ServerFigures } from '../../src-shared/protocol/info.ts';
import { everyInstance } from '../../src-shared/protocol/rule.ts';
import { single, type Family } from './family.ts';

/** Which server and machine this is. */
export function hostFamilies(host: HostInfo, version: string): readonly Family[] {
  const { name, os, kernel, upSince } = host;
  const labels = { version, host: name, os, kernel };
  const help = 'Which Lanpulse this is, and on which machine; always 1';
  return [
    { name: 'lanpulse_info', type: 'gauge', help, labels: Object.keys(labels), values: [{ labels, value: 1 }] },
    single(
      'lanpulse_boot_time_seconds',
      'gauge',
      'When the machine was started, in seconds since the epoch',
      upSince === null ? null : upSince / 1_000,
    ),
  ];
}

/** What every rule that watches something says of it: 1 for the state that it is in, 0 for the others. */
export function alertFamily(alerts: readonly AlertStatus[]): Family {
  return {
    name: 'lanpulse_alert_state',
    type: 'gauge',
    help: 'The state of each watched series and instance; 1 for the state that it is in, 0 for the others',
    labels: ['series', 'name', 'state'],
    values: alerts.flatMap(({ series, instance, state: now }) =>
      alertStates.map((state) => ({
        labels: { series, ...(instance === everyInstance ? {} : { name: instance }), state },
        value: state === now ? 1 : 0,
      })),
    ),
  };
}

/** The server's own figures; what they cost is in the metric of the server itself. */
export function serverFamilies(figures: ServerFigures): readonly Family[] {
  const { connections, upMs, eventsSent, bytesSent, drops, replays, refused } = figures;
  return [
    single('lanpulse_uptime_seconds', 'gauge', 'Time since Lanpulse was started, in seconds', upMs / 1_000),
    {
      name: 'lanpulse_connections',
      type: 'gauge',
      help: 'Open streams, viewers that poll, and control channels',
      labels: ['transport'],
      values: Object.entries(connections).map(([transport, value]) => ({ labels: { transport }, value })),
    },
    single('lanpulse_events_sent_total', 'counter', 'Events sent to viewers', eventsSent),
    single('lanpulse_events_sent_bytes_total', 'counter', 'Bytes of events sent to viewers', bytesSent),
    single('lanpulse_viewers_dropped_total', 'counter', 'Viewers cut because they read too slowly', drops),
    single('lanpulse_replays_total', 'counter', 'Streams that went on where they had ended', replays),
    {
      name: 'lanpulse_refused_total',
      type: 'counter',
      help: 'How often each limit was met, by the name of its setting',
      labels: ['limit'],
      values: Object.entries(refused).map(([limit, value]) => ({ labels: { limit }, value })),
    },
  ];
}
