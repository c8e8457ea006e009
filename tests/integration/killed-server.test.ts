import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { alertEventSchema, type AlertEvent } from '../../src-shared/protocol/alerts.ts';
import { notesSchema } from '../../src-shared/protocol/note.ts';
import { rulesSchema } from '../../src-shared/protocol/rule.ts';
import { alwaysFires, command, fetchAlerts, neverFires, serverForTest, setRule } from '../support/alerting-server.ts';
import { askHistory } from '../support/ask-history.ts';
import { askHistoryStatus } from '../support/ask-history-status.ts';
import { openEventStream } from '../support/event-stream.ts';
import { sampleOf } from '../support/received-event.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const kills = 10;
/** A transition waits a second for its write, and the write takes its time. */
const alertsWaitMs = 3_000;

/** What viewers and operators had been told when a server was killed. */
interface Told {
  /** Memory in use by time, of every sample. */
  readonly samples: ReadonlyMap<number, number>;
  readonly everyMs: number;
  readonly note: string;
  readonly warn: number;
  readonly alerts: readonly AlertEvent[];
}

const memorySchema = v.object({ used: v.number() });

const get = async <Output>(url: string, schema: v.GenericSchema<unknown, Output>): Promise<Output> =>
  v.parse(schema, await (await fetch(url)).json());

/** Runs a server until some seconds of samples have been told, and kills it at a random moment. */
async function runAndKill(dataDir: string, time: number, check: (url: string) => Promise<void>): Promise<Told> {
  const everyMs = time % 2 === 0 ? 1_000 : 250;
  const server = await serverForTest({ dataDir, args: ['--interval', String(everyMs)] });
  const stream = await openEventStream(`${server.url}/api/v1/events?metrics=memory`);
  await check(server.url);
  await setRule(server.url, alwaysFires);
  const note = `before kill ${String(time)}`;
  await command(server.url, 'note.add', { t: Date.now(), text: note });
  await sleep(4_000);
  const warn = 60 + time;
  await setRule(server.url, { ...neverFires, series: 'cpu.total', warn, clear: 50 });
  await sleep(Math.random() * 1_500);
  server.child.kill('SIGKILL');
  await stream.ended;
  for (const line of server.stderr().trimEnd().split('\n')) expect(line).toMatch(/"audit":.*"outcome":"ok"/u);
  const memory = stream.received
    .filter(({ event }) => event === 'sample')
    .flatMap((event): [number, number][] => {
      const { t, m } = sampleOf(event);
      const used = v.safeParse(memorySchema, m.memory);
      return used.success ? [[t, used.output.used]] : [];
    });
  return {
    samples: new Map(memory),
    everyMs,
    note,
    warn,
    alerts: stream.received
      .filter(({ event }) => event === 'alert')
      .map(({ data }) => v.parse(v.pipe(v.string(), v.parseJson(), alertEventSchema), data)),
  };
}

/**
 * A second that one server alone lived through, from its first told sample on, holds exactly what was told. One that it
 * shares with others, or with samples that came before somebody listened, holds that and perhaps more.
 */
async function checkSamples(url: string, told: readonly Told[]): Promise<void> {
  const moments = told.flatMap(({ samples }) => [...samples.keys()]);
  const [from = 0, to = 0] = [moments[0], moments.at(-1)];
  const { t: starts, step, series } = await askHistory(url, { series: 'memory.used', from, to: to + 1, points: 2_000 });
  expect(step).toBe(1_000);
  expect(starts.filter((t, place) => place > 0 && t <= (starts[place - 1] ?? 0))).toEqual([]);
  for (const { samples, everyMs } of told) {
    const [first, last] = [Math.min(...samples.keys()), Math.max(...samples.keys())];
    starts.forEach((start, place) => {
      const end = start + step;
      const own = [...samples].filter(([t]) => t >= start && t < end).map(([, used]) => used);
      // Of a second with several samples, those up to the kill may be missing.
      if (own.length === 0 || (everyMs < 1_000 && end > last)) return;
      const found = { min: series[0]?.min[place], max: series[0]?.max[place] };
      const [min, max] = [Math.min(...own), Math.max(...own)];
      if (start > first && end <= last) {
        expectStored(found.min, min);
        expectStored(found.max, max);
      } else {
        expect(found.min).toBeLessThanOrEqual(min * (1 + roundedBy));
        expect(found.max).toBeGreaterThanOrEqual(max * (1 - roundedBy));
      }
    });
  }
}

/** Twice the error of what is stored. */
const roundedBy = 2 ** -11;

function expectStored(found: number | null | undefined, told: number): void {
  expect(found).toBeTypeOf('number');
  expect(Math.abs((found ?? Number.NaN) / told - 1)).toBeLessThan(roundedBy);
}

async function checkAll(url: string, told: readonly Told[]): Promise<void> {
  expect(await askHistoryStatus(url)).toMatchObject({ state: { kind: 'keeping' }, news: [] });
  const newest = told.at(-1);
  if (newest === undefined) return;
  await checkSamples(url, told);
  const { notes } = await get(`${url}/api/v1/notes`, notesSchema);
  expect(notes.map(({ text }) => text)).toEqual(told.map(({ note }) => note));
  const { rules } = await get(`${url}/api/v1/rules`, rulesSchema);
  expect(rules.find(({ series }) => series === 'cpu.total')?.warn).toBe(newest.warn);
  expect(rules).toContainEqual(alwaysFires);

  const { log } = await fetchAlerts(url);
  const due = told.flatMap(({ samples, alerts }) => {
    const killedMs = Math.max(...samples.keys());
    return alerts.filter(({ at, update }) => update === undefined && at < killedMs - alertsWaitMs);
  });
  for (const { series, at, state } of due) {
    expect(log.filter((one) => one.series === series && one.at === at && one.state === state)).toHaveLength(1);
  }
}

test(`a server that is killed ${String(kills)} times starts again with what it told, up to the last second`, async () => {
  const dataDir = temporaryFolder();
  const told: Told[] = [];
  for (let time = 0; time < kills; time += 1) {
    told.push(await runAndKill(dataDir, time, (url) => checkAll(url, told)));
  }
  expect(told.flatMap(({ alerts }) => alerts).some(({ series }) => series === alwaysFires.series)).toBe(true);
  const server = await serverForTest({ dataDir });
  await checkAll(server.url, told);
}, 300_000);
