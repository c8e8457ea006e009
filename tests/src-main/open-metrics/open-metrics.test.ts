import { describe, expect, test, vi } from 'vitest';
import { createOpenMetrics } from '../../../src-main/open-metrics/open-metrics.ts';
import { createRefusals } from '../../../src-main/limits/refusals.ts';
import type { AlertStatus } from '../../../src-shared/protocol/alerts.ts';
import type { ServerFigures } from '../../../src-shared/protocol/info.ts';
import { alwaysFires } from '../../support/alerting-server.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';

const status: AlertStatus = {
  series: 'filesystem.usedShare',
  instance: '/',
  state: 'critical',
  since: 0,
  at: 0,
  value: 99,
  peak: 99,
  rule: alwaysFires,
};

function open() {
  const clock = createFakeClock();
  const figures = vi.fn((): ServerFigures => ({
    upMs: 61_500,
    connections: { sse: 3, poll: 1, ws: 2 },
    viewers: 4,
    eventsSent: 10,
    bytesSent: 2_048,
    drops: 0,
    replays: 1,
    refused: createRefusals(createFakeClock(), createTestLog()).figures(),
    lag: null,
    cpu: null,
    memory: null,
    history: { state: { kind: 'off', reason: 'It was switched off.' }, usedBytes: 0, capBytes: 0, tiers: [], news: [] },
  }));
  const openMetrics = createOpenMetrics({
    clock,
    everyMs: 1_000,
    host: { name: 'box "1"', os: 'Linux', kernel: '6.1', cpuModel: null, threads: 2, upSince: null },
    version: '1.2.3',
    alerts: () => [status, { ...status, series: 'cpu.total', instance: '*', state: 'ok' }],
    figures,
  });
  const text = async () => (await openMetrics.read('text/plain')).bytes.toString('utf8');
  return { ...openMetrics, clock, figures, text };
}

describe('the figures for scrapers', () => {
  test('say which server and machine it is, and nothing that is not known', async () => {
    const text = await open().text();
    expect(text).toContain(
      String.raw`lanpulse_info{version="1.2.3",host="box \"1\"",os="Linux",kernel="6.1"} 1` + '\n',
    );
    expect(text).not.toContain('boot_time');
  });

  test('go on adding up when the server samples at another interval', async () => {
    const metrics = open();
    const network = { eth0: { received: 100, sent: null, packetsReceived: null, packetsSent: null, errors: null } };
    const tick = (ms: number) => {
      metrics.clock.advance(ms);
      metrics.sample(metrics.clock.wallMs(), { network });
    };
    for (let n = 0; n < 3; n += 1) tick(1_000);
    metrics.retune(30_000);
    for (let n = 0; n < 2; n += 1) tick(30_000);
    expect(await metrics.text()).toMatch(/^lanpulse_network_received_bytes_total\{[^}]*"eth0"\} 6200$/mu);
  });

  test('say of each alert the state that it is in', async () => {
    const lines = (await open().text()).split('\n').filter((line) => line.startsWith('lanpulse_alert_state'));
    expect(lines).toHaveLength(10);
    expect(lines.filter((line) => line.endsWith(' 1'))).toEqual([
      'lanpulse_alert_state{series="filesystem.usedShare",name="/",state="critical"} 1',
      'lanpulse_alert_state{series="cpu.total",state="ok"} 1',
    ]);
  });

  test('hold the server’s own', async () => {
    const text = await open().text();
    for (const line of [
      'lanpulse_uptime_seconds 61.5',
      'lanpulse_connections{transport="ws"} 2',
      'lanpulse_events_sent_bytes_total 2048',
      'lanpulse_viewers_dropped_total 0',
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
  });

  test('are written once for all who ask before the next sample, and for a second at most', async () => {
    const { text, figures, sample, gap, clock } = open();
    await Promise.all(Array.from({ length: 50 }, text));
    expect(figures).toHaveBeenCalledTimes(1);
    sample(clock.wallMs(), { load: { one: 3, five: 2, fifteen: 1 } });
    expect(await text()).toContain('\nlanpulse_load_1m 3\n');
    clock.advance(999);
    await text();
    expect(figures).toHaveBeenCalledTimes(2);
    clock.advance(1);
    await text();
    expect(figures).toHaveBeenCalledTimes(3);
    gap();
    expect(await text()).not.toContain('lanpulse_load_1m');
  });
});
