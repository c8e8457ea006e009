import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { helloSchema, presenceSchema } from '../../src-shared/protocol/events.ts';
import { command, serverForTest } from '../support/alerting-server.ts';
import { askHistory, averageAt } from '../support/ask-history.ts';
import { chunkRow, flipBit, overwriteHistory, storePast } from '../support/damage.ts';
import { openEventStream, type EventStream } from '../support/event-stream.ts';
import { notesOf } from '../support/notes-in-page.ts';
import type { RunningServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { pastSecondOf, toldLoads } from '../support/told-loads.ts';

const asides = (dataDir: string) =>
  readdirSync(dataDir).filter((name) => /^history\.damaged-\d{4}-\d\d-\d\dT[\d.-]+Z\.db$/u.test(name));

const parsed = <Output>(data: string, schema: v.GenericSchema<unknown, Output>): Output =>
  v.parse(v.pipe(v.string(), v.parseJson(), schema), data);

async function openStream({ url }: RunningServer): Promise<EventStream> {
  return await openEventStream(`${url}/api/v1/events?metrics=load`);
}

/** What was told is kept: the new file takes over without a hole. */
async function expectKept(server: RunningServer, told: ReadonlyMap<number, number>): Promise<void> {
  const times = [...told.keys()];
  const [from, to] = [Math.min(...times), Math.max(...times) + 1];
  const answer = await askHistory(server.url, { series: 'load.one', from, to, points: 2_000 });
  expect(answer.step).toBe(1_000);
  for (const [t, one] of told) expect(averageAt(answer, t)).toBeCloseTo(one, 2);
}

/** The log has one line about it, which names the file that was set aside. */
function expectLogged(server: RunningServer, aside: string): void {
  const lines = server.stderr().trimEnd().split('\n');
  expect(lines.filter((line) => line.includes('history file was damaged'))).toHaveLength(1);
  expect(lines.find((line) => line.includes('history file was damaged'))).toContain(aside);
}

describe('a server whose history file is damaged', () => {
  test('sets it aside under a dated name when it starts, begins a new one, and says so to the log and to every page', async () => {
    const dataDir = temporaryFolder();
    const past = storePast(dataDir);
    const before = await serverForTest({ dataDir });
    const note = await command(before.url, 'note.add', { t: Date.now(), text: 'kept elsewhere' });
    expect(note).toBeDefined();
    await before.stop();
    overwriteHistory(dataDir);
    const damaged = readFileSync(join(dataDir, 'history.db'));

    const beganMs = Date.now();
    const server = await serverForTest({ dataDir });
    const [aside = '', ...others] = asides(dataDir);
    expect(others).toEqual([]);
    const hours = [beganMs, Date.now()].map((ms) => new Date(ms).toISOString().slice(0, 13));
    expect(hours).toContain(aside.slice(16, 29));
    expect(readFileSync(join(dataDir, aside)).equals(damaged)).toBe(true);
    expectLogged(server, aside);
    const stream = await openStream(server);
    const hello = (await stream.takeUntil(({ event }) => event === 'hello')).at(-1);
    stream.close();
    expect(parsed(hello?.data ?? '', helloSchema).history).toMatchObject({
      state: { kind: 'keeping' },
      news: [{ kind: 'damaged', message: expect.stringContaining(aside) }],
    });

    const told = await toldLoads(server.url, 3);
    await expectKept(server, told);
    // People's words lie elsewhere, and the past is gone from the answers, not invented.
    expect((await notesOf(server.url)).map(({ text }) => text)).toEqual(['kept elsewhere']);
    const { series } = await askHistory(server.url, { series: 'cpu.total', ...past, points: 60 });
    expect(series.flatMap(({ avg }) => avg.filter((value) => value !== null))).toEqual([]);
    await server.stop();
    await pastSecondOf(told);
    const again = await serverForTest({ dataDir });
    await expectKept(again, told);
    expect(again.stderr()).toBe('');
    expect(asides(dataDir)).toEqual([aside]);
  });

  test('that is damaged under a running server is set aside as soon as that shows, and what is in memory goes on', async () => {
    const dataDir = temporaryFolder();
    const past = storePast(dataDir);
    const server = await serverForTest({ dataDir });
    const told = await toldLoads(server.url, 1);
    const stream = await openStream(server);
    await stream.takeUntil(({ event }) => event === 'hello');
    overwriteHistory(dataDir);
    // Whoever asks for the past finds out; the question itself is answered.
    await askHistory(server.url, { series: 'cpu.total', ...past, points: 2_000 });
    const news = await stream.takeUntil(
      ({ event, data }) =>
        event === 'presence' &&
        parsed(data, presenceSchema).history?.news.some(({ kind }) => kind === 'damaged') === true,
    );
    // The first piece that was read may have looked like the only one.
    expect(parsed(news.at(-1)?.data ?? '', presenceSchema).history).toMatchObject({
      state: { kind: 'keeping' },
      news: [{ kind: 'damaged' }],
    });
    await stream.takeUntil(({ event }) => event === 'sample');
    stream.close();
    const [aside = '', ...others] = asides(dataDir);
    expect(others).toEqual([]);
    expectLogged(server, aside);
    const more = await toldLoads(server.url, 2);
    await server.stop();
    await pastSecondOf(more);
    const again = await serverForTest({ dataDir });
    await expectKept(again, new Map([...told, ...more]));
    expect(again.stderr()).toBe('');
  });

  test('that meets a piece which is not what was written leaves that out, says so to the log and to every page, and keeps all else', async () => {
    const dataDir = temporaryFolder();
    const past = storePast(dataDir);
    flipBit(dataDir, chunkRow('cpu.total', past.from));
    const server = await serverForTest({ dataDir });
    const stream = await openStream(server);
    await stream.takeUntil(({ event }) => event === 'hello');
    const isKept = async ({ url }: RunningServer) => {
      const question = { series: ['cpu.total', 'cpu.user'], ...past, points: 2_000 };
      const { series, t } = await askHistory(url, question);
      const isFirst = (n: number) => (t[n] ?? Number.NaN) < past.from + 3_600_000;
      return series.map(({ avg }) =>
        [true, false].map((first) => avg.some((value, n) => value !== null && isFirst(n) === first)),
      );
    };
    const expected = [
      [false, true],
      [true, true],
    ];
    expect(await isKept(server)).toEqual(expected);
    const news = await stream.takeUntil(
      ({ event, data }) => event === 'presence' && parsed(data, presenceSchema).history?.news.length === 1,
    );
    stream.close();
    expect(parsed(news.at(-1)?.data ?? '', presenceSchema).history).toMatchObject({
      state: { kind: 'keeping' },
      news: [{ kind: 'left_out', message: expect.stringContaining('One stored piece was damaged') }],
    });
    await toldLoads(server.url, 2);
    const lines = server.stderr().trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('One stored piece was damaged'))).toHaveLength(1);
    await server.stop();
    const again = await serverForTest({ dataDir });
    expect(await isKept(again)).toEqual(expected);
    expect(again.stderr()).toBe('');
    expect(asides(dataDir)).toEqual([]);
    const leftOut = readdirSync(dataDir).filter((name) => name.includes('left-out'));
    expect(leftOut).toHaveLength(1);
    expect(server.stderr()).toContain(join(dataDir, leftOut[0] ?? ''));
  });
});
