import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { alertEventSchema } from '../../src-shared/protocol/alerts.ts';
import { presenceSchema } from '../../src-shared/protocol/events.ts';
import { notesSchema } from '../../src-shared/protocol/note.ts';
import { rulesSchema } from '../../src-shared/protocol/rule.ts';
import { alwaysFires, command, fetchAlerts, serverForTest, setRule } from '../support/alerting-server.ts';
import { askHistory } from '../support/ask-history.ts';
import { askHistoryStatus } from '../support/ask-history-status.ts';
import { openEventStream, type EventStream } from '../support/event-stream.ts';
import type { ReceivedEvent } from '../support/received-event.ts';
import { sampleOf } from '../support/received-event.ts';
import { lacksMounts, mountSmallDisk } from '../support/small-disk.ts';

const get = async <Output>(url: string, schema: v.GenericSchema<unknown, Output>): Promise<Output> =>
  v.parse(schema, await (await fetch(url)).json());

const parsed = <Output>(data: string, schema: v.GenericSchema<unknown, Output>): Output =>
  v.parse(v.pipe(v.string(), v.parseJson(), schema), data);

/** Waits until every page has been told that history is kept, or is not. */
async function untilHistoryIs(stream: EventStream, kind: string): Promise<void> {
  await stream.takeUntil(
    ({ event, data }) => event === 'presence' && parsed(data, presenceSchema).history?.state.kind === kind,
  );
}

async function samples(stream: EventStream, count: number): Promise<void> {
  for (let seen = 0; seen < count; seen += 1) await stream.takeUntil(({ event }) => event === 'sample');
}

const isFiring = ({ event, data }: ReceivedEvent): boolean =>
  event === 'alert' && parsed(data, alertEventSchema).series === alwaysFires.series;

const linesWith = (log: string, words: string): number => log.split('\n').filter((line) => line.includes(words)).length;

describe.skipIf(lacksMounts())('a full disk', () => {
  test('stops neither live view nor alerts, is said once, and what passed meanwhile is written when there is room', async () => {
    const disk = mountSmallDisk(12);
    const server = await serverForTest({ dataDir: disk.path });
    const stream = await openEventStream(`${server.url}/api/v1/events?metrics=memory`);
    await setRule(server.url, { ...alwaysFires, forMs: 20_000 });
    await command(server.url, 'note.add', { t: Date.now(), text: 'before' });
    const rules = await get(`${server.url}/api/v1/rules`, rulesSchema);
    await samples(stream, 2);
    const [from] = stream.received.filter(({ event }) => event === 'sample').map((event) => sampleOf(event).t);

    const hourAgo = String(Date.now() - 3_600_000);
    const cachingOfThePast = async () => {
      const asked = `${server.url}/api/v1/history?series=memory.used&from=${String(Date.now() - 7_200_000)}&to=${hourAgo}`;
      return (await fetch(asked)).headers.get('cache-control');
    };
    expect(await cachingOfThePast()).toBe('private, max-age=3600');

    disk.fill();
    await untilHistoryIs(stream, 'paused');
    // What cannot be read now may be there later.
    expect(await cachingOfThePast()).toBe('private, no-cache');
    expect((await askHistoryStatus(server.url)).state).toMatchObject({
      kind: 'paused',
      reason: expect.stringMatching(/history\.db.*room/u),
    });
    await stream.takeUntil(isFiring);
    await samples(stream, 2);

    // Whoever changes something is told, and nothing has changed.
    await expect(setRule(server.url, { ...alwaysFires, warn: 50 })).rejects.toThrow(/nothing has changed.*full/u);
    await expect(command(server.url, 'note.add', { t: Date.now(), text: 'x' })).rejects.toThrow(/nothing has changed/u);
    expect(await get(`${server.url}/api/v1/rules`, rulesSchema)).toEqual(rules);
    expect((await get(`${server.url}/api/v1/notes`, notesSchema)).notes.map(({ text }) => text)).toEqual(['before']);
    expect(readFileSync(join(disk.path, 'rules.json'), 'utf8')).toContain(`"revision":${String(rules.revision)}`);
    expect(linesWith(server.stderr(), 'History cannot be written')).toBe(1);

    disk.makeRoom();
    await untilHistoryIs(stream, 'keeping');
    expect(linesWith(server.stderr(), 'written to') - linesWith(server.stderr(), 'cannot be written')).toBe(1);
    expect(linesWith(server.stderr(), 'History cannot be written')).toBe(1);
    await command(server.url, 'note.add', { t: Date.now(), text: 'after' });
    // The log of alerts has been waiting too.
    while (!server.stderr().includes('alerts are saved again')) await samples(stream, 1);
    await samples(stream, 1);
    const told = stream.received.filter(({ event }) => event === 'sample').map((event) => sampleOf(event).t);
    server.child.kill('SIGKILL');
    await stream.ended;

    const second = await serverForTest({ dataDir: disk.path });
    const to = told.at(-1) ?? 0;
    const {
      t: starts,
      step,
      series,
    } = await askHistory(second.url, { series: 'memory.used', from: from ?? 0, to: to + 1, points: 2_000 });
    const missing = told.filter((t) => {
      const place = starts.findIndex((start) => t >= start && t < start + step);
      return (series[0]?.avg[place] ?? null) === null;
    });
    expect(step).toBe(1_000);
    expect(missing).toEqual([]);
    expect((await get(`${second.url}/api/v1/notes`, notesSchema)).notes.map(({ text }) => text)).toEqual([
      'before',
      'after',
    ]);
    expect((await get(`${second.url}/api/v1/rules`, rulesSchema)).rules).toEqual(rules.rules);
    expect(
      (await fetchAlerts(second.url)).log.some(
        ({ series: name, state }) => name === alwaysFires.series && state === 'warn',
      ),
    ).toBe(true);
  }, 180_000);

  test('does not keep a server from starting, which keeps history as soon as there is room', async () => {
    const disk = mountSmallDisk(2);
    disk.fill();
    const server = await serverForTest({ dataDir: disk.path });
    const stream = await openEventStream(`${server.url}/api/v1/events?metrics=memory`);
    expect((await askHistoryStatus(server.url)).state.kind).toBe('paused');
    await samples(stream, 2);
    disk.makeRoom();
    await untilHistoryIs(stream, 'keeping');
    await samples(stream, 2);
    const newest =
      stream.received
        .filter(({ event }) => event === 'sample')
        .map((event) => sampleOf(event).t)
        .at(-1) ?? 0;
    const { series } = await askHistory(server.url, {
      series: 'memory.used',
      from: newest,
      to: newest + 1,
      points: 2_000,
    });
    expect(series[0]?.avg).toEqual([expect.any(Number)]);
    expect(linesWith(server.stderr(), 'cannot be written')).toBeLessThanOrEqual(2);
  }, 120_000);
});
