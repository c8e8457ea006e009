import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { seriesFamilies } from '../../src-main/open-metrics/series-family.ts';
import { visitReadings } from '../../src-shared/metrics/visit-readings.ts';
import { everyInstance } from '../../src-shared/protocol/rule.ts';
import { pairedSchema, pairingSchema } from '../../src-shared/protocol/sharing.ts';
import { askFrom } from '../support/ask-from.ts';
import { openEventStream, type EventStream } from '../support/event-stream.ts';
import { readKernelCounters } from '../support/kernel-counters.ts';
import { certificateOf } from '../support/open-door.ts';
import { ownerOf, pairProgram } from '../support/paired.ts';
import { checkMetrics, lacksPrometheus, startPrometheus } from '../support/prometheus.ts';
import { sampleOf } from '../support/received-event.ts';
import { canMakeHosts, makeSmallNetwork, type SmallNetwork } from '../support/second-host.ts';
import { startServer, type RunningServer } from '../support/server.ts';

const infoSchema = v.object({
  metrics: v.object({
    definitions: v.array(v.object({ id: v.string() })),
    unsupported: v.array(v.object({ metric: v.string() })),
  }),
});

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ args: ['--interval', '500'] });
});
afterAll(() => server.stop());

const scrape = async (accept = 'text/plain') => {
  const response = await fetch(`${server.url}/metrics`, { headers: { accept } });
  return { response, text: await response.text() };
};

/** The number of one line, labels included; NaN where there is none. */
function numberIn(text: string, name: string): number {
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1),
  );
}

/** Waits for so many samples that have not come yet. */
async function samples(stream: EventStream, count: number): Promise<void> {
  const known = new Set(stream.received);
  let left = count;
  await stream.takeUntil((event) => event.event === 'sample' && !known.has(event) && (left -= 1) === 0);
}

describe('the figures for scrapers', () => {
  let stream: EventStream;
  beforeAll(async () => {
    stream = await openEventStream(`${server.url}/api/v1/events`);
    await samples(stream, 2);
  });
  afterAll(() => {
    stream.close();
  });

  test.skipIf(lacksPrometheus())('please promtool, which has nothing to complain about', async () => {
    const { response, text } = await scrape();
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(checkMetrics(text)).toEqual({ status: 0, complaints: '' });
    // Were it asleep, the line above would say nothing.
    expect(checkMetrics(text.replaceAll('lanpulse_uptime_seconds', 'lanpulse_uptimeTotal')).complaints).not.toBe('');
  });

  test('are what the viewers see, in base units', async () => {
    const { text } = await scrape();
    await samples(stream, 2);
    const seen = stream.received.filter(({ event }) => event === 'sample').map((event) => sampleOf(event).m);
    const schema = v.object({ memory: v.object({ used: v.number() }), cpu: v.object({ total: v.number() }) });
    const told = seen.flatMap((m) => {
      const parsed = v.safeParse(schema, m);
      return parsed.success ? [parsed.output] : [];
    });
    expect(told.map((m) => m.memory.used)).toContain(numberIn(text, 'lanpulse_memory_used_bytes'));
    expect(told.map((m) => m.cpu.total / 100)).toContainEqual(
      expect.closeTo(numberIn(text, 'lanpulse_cpu_usage_ratio'), 10),
    );
  });

  test('are every series that has a value, under the name and label that its definition says', async () => {
    const info = v.parse(infoSchema, await (await fetch(`${server.url}/api/v1/info`)).json());
    const unsupported = new Set(info.metrics.unsupported.map(({ metric }) => metric));
    const served = info.metrics.definitions.filter(({ id }) => !unsupported.has(id));
    /** The newest readings of each metric: an instance that is gone has none. */
    const newest = new Map<string, { series: string; instance: string; value: number | null }[]>();
    const missing = new Set(served.map(({ id }) => id));
    let examined = 0;
    const look = () => {
      for (const event of stream.received.slice(examined).filter((one) => one.event === 'sample')) {
        const { m } = sampleOf(event);
        for (const id of Object.keys(m)) {
          missing.delete(id);
          newest.set(id, []);
        }
        visitReadings(m, (metric, series, instance, value) => {
          newest.get(metric)?.push({ series, instance, value });
        });
      }
      examined = stream.received.length;
    };
    look();
    while (missing.size > 0) {
      await samples(stream, 1);
      look();
    }
    const { text } = await scrape();
    const told = new Set(text.split('\n').map((line) => line.slice(0, line.lastIndexOf(' '))));
    const withValue = [...newest.values()].flat().filter(({ value }) => value !== null);
    const lacking = withValue.filter(({ series, instance }) => {
      const family = seriesFamilies.find((one) => one.series === series);
      const [label] = family?.labels ?? [];
      const escaped = instance.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
      const labels = instance === everyInstance ? '' : `{${label ?? ''}="${escaped}"}`;
      return !told.has(`${family?.name ?? ''}${labels}`);
    });
    expect(lacking).toEqual([]);
    expect(withValue.length).toBeGreaterThan(20);
  });

  test('tell nothing of single processes', async () => {
    const { text } = await scrape();
    expect(numberIn(text, 'lanpulse_processes')).toBeGreaterThan(1);
    expect(text).not.toMatch(/\b(pid|node|systemd|bash)\b/u);
  });

  test.runIf(process.platform === 'linux')('count what went over the wire as the kernel counts it', async () => {
    const name = 'lanpulse_network_received_bytes_total{device="lo"}';
    const received = () => readKernelCounters().network.get('lo')?.[0] ?? Number.NaN;
    await samples(stream, 1);
    const before = { kernel: received(), told: numberIn((await scrape()).text, name) };
    await sendOverLoopback(64 * 1024 * 1024);
    await samples(stream, 2);
    const after = { kernel: received(), told: numberIn((await scrape()).text, name) };
    const grown = after.kernel - before.kernel;
    expect(grown).toBeGreaterThan(64 * 1024 * 1024);
    expect(after.told - before.told).toBeGreaterThan(grown * 0.9);
    expect(after.told - before.told).toBeLessThan(grown * 1.1);
  });

  test('come as OpenMetrics to those that prefer it, with an end', async () => {
    const prometheus =
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
    const { response, text } = await scrape(prometheus);
    expect(response.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    expect((await scrape('*/*')).text).not.toContain('# EOF');
  });

  test('are only looked at', async () => {
    const head = await fetch(`${server.url}/metrics`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect((await fetch(`${server.url}/metrics`, { method: 'POST' })).status).toBe(405);
  });
});

describe.skipIf(lacksPrometheus())('Prometheus itself', () => {
  test('scrapes with a token that was paired for it, and finds the series', async () => {
    const prometheus = await startPrometheus(server.url, (await pairProgram(server, 'viewer')).token);
    expect(await prometheus.find('up{job="lanpulse"} == 1')).toHaveLength(1);
    const [info] = await prometheus.find('lanpulse_info');
    expect(info?.labels).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+/u) });
    const [used] = await prometheus.find('lanpulse_memory_used_bytes / lanpulse_memory_total_bytes');
    expect(used?.value).toBeGreaterThan(0);
    expect(used?.value).toBeLessThan(1);
    const [rate] = await prometheus.find('rate(lanpulse_network_received_bytes_total{device="lo"}[10s]) > 0');
    expect(rate?.labels).toMatchObject({ device: 'lo' });
  });
});

describe.skipIf(!canMakeHosts)('a scraper on another host', () => {
  let network: SmallNetwork;
  beforeAll(async () => {
    network = await makeSmallNetwork();
  });
  afterAll(() => network.close());

  test.each([
    ['in the clear', []],
    ['encrypted', ['--tls']],
  ])('gets the figures with its token, and none without: %s', async (_name, tls) => {
    const shared = await startServer({ args: ['--share', ...tls], wrap: network.server.wrap });
    onTestFinished(async () => {
      await shared.stop();
    });
    const ca = certificateOf(shared);
    const askHere = (path: string, body: object) =>
      askFrom(network.server, shared.url + path, { body, ca, headers: ownerOf(shared).headers });
    const url = shared.url.replace('127.0.0.1', network.server.ipv4);
    const { code } = v.parse(pairingSchema, (await askHere('/api/v1/pairing', { role: 'viewer' })).body);
    const paired = await askFrom(network.second, `${url}/api/v1/pair`, { body: { code, token: true }, ca });
    const headers = { authorization: `Bearer ${v.parse(pairedSchema, paired.body).token ?? ''}` };
    // The first sample comes some moments after the start.
    await expect
      .poll(async () => {
        const { status, body } = await askFrom(network.second, `${url}/metrics`, { headers, ca });
        return [status, body];
      })
      .toEqual([200, expect.stringContaining('\nlanpulse_memory_used_bytes ')]);
    const refused = await askFrom(network.second, `${url}/metrics`, { ca });
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([401, expect.not.stringContaining('lanpulse_')]);
  });
});

test('a caller without a session gets no figures', async () => {
  const closed = await startServer({ env: { LANPULSE_LOOPBACK_ROLE: 'none' } });
  const response = await fetch(`${closed.url}/metrics`);
  expect(response.status).toBe(401);
  expect(await response.text()).not.toContain('lanpulse_');
  await closed.stop();
});

/** Sends so many bytes to ourselves. */
async function sendOverLoopback(bytes: number): Promise<void> {
  const sink = createServer((socket) => socket.resume());
  sink.listen(0, '127.0.0.1');
  await once(sink, 'listening');
  const address = sink.address();
  const socket = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
  const chunk = Buffer.alloc(1024 * 1024);
  // Over many readings: how late a single one comes would count for a tenth otherwise.
  for (let left = bytes; left > 0; left -= chunk.length) {
    if (!socket.write(chunk)) await once(socket, 'drain');
    await sleep(50);
  }
  socket.end();
  socket.resume();
  await finished(socket);
  sink.close();
}
