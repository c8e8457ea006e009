import {
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { History, HistoryNews } from '../../src-main/history/history.ts';
import { openHistory } from '../../src-main/history/open-history.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { toldBy } from '../support/told.ts';

const start = 1_700_000_000_000;
const hours = 2;
const end = start + hours * 3_600_000;

const values = (t: number) => {
  const n = (t / 1_000) % 900;
  return {
    load: { one: n, five: Math.sin(n), fifteen: 1 },
    temperature: Object.fromEntries(
      Array.from({ length: 6 }, (_, core) => [`Core ${String(core)}`, (n * (core + 7)) % 91]),
    ),
    ...(t % 60_000 === 0
      ? { processes: { count: 1, running: 1, top: [{ pid: n, name: 'cc1', user: 'ann', cpu: n, memory: 5 }] } }
      : {}),
  };
};

function open(dataDir: string, clock: FakeClock) {
  const news: HistoryNews[] = [];
  return { news, history: openHistory({ dataDir, clock, everyMs: 1_000, onNews: (one) => news.push(one) }) };
}

/** Park and Miller's minimal standard generator: the same damage at each run. */
function seededRandom(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** What every page and every export may ask. */
async function askEverything(history: History): Promise<void> {
  const series = ['load.one', 'load.five', 'temperature.celsius'];
  for (const points of [20, 2_000]) {
    const answer = history.range({ series, from: start, to: end, points, summary: true });
    for (const { min, avg, max } of answer.series) {
      for (const value of [...min, ...avg, ...max]) expect(value === null || Number.isFinite(value)).toBe(true);
    }
  }
  const span = { from: start, to: end };
  history.instancesOf('temperature.celsius', span);
  history.coverage('load.one', '*');
  history.marks(span);
  let before = -Infinity;
  for (const [t] of toldBy(history.stretches('load.five', '*', span))) {
    expect(t).toBeGreaterThan(before);
    before = t;
  }
  for (let t = start; t < end; t += 600_000) history.processesAt(t);
  let rows = 0;
  for await (const text of history.csv({ series: ['load.one'], ...span, points: 500 }, AbortSignal.timeout(5_000)))
    rows += text.length;
  expect(rows).toBeGreaterThan(0);
}

/** Opens what was damaged, asks, goes on keeping for some minutes, and asks again, also after a restart. */
async function survive(dataDir: string): Promise<readonly HistoryNews[]> {
  const clock = createFakeClock(end + 60_000);
  const { history, news } = open(dataDir, clock);
  await askEverything(history);
  const from = clock.wallMs();
  for (let n = 0; n < 600; n += 1) {
    history.append(clock.wallMs(), values(clock.wallMs()));
    clock.advance(1_000);
  }
  await askEverything(history);
  history.close();
  const again = open(dataDir, clock);
  await askEverything(again.history);
  const { series } = again.history.range({ series: ['load.one'], from, to: clock.wallMs(), points: 60 });
  expect(series[0]?.avg).not.toContain(null);
  again.history.close();
  expect(again.news).toEqual([]);
  return news;
}

let whole = '';
/** The same as a process leaves it that is killed: with a WAL. */
let killed = '';
beforeAll(() => {
  whole = mkdtempSync(join(tmpdir(), 'lanpulse-whole-'));
  killed = mkdtempSync(join(tmpdir(), 'lanpulse-killed-'));
  const clock = createFakeClock(start);
  const { history } = open(whole, clock);
  for (let t = start; t < end; t += 1_000) {
    history.append(t, values(t));
    clock.advance(1_000);
  }
  cpSync(whole, killed, { recursive: true });
  history.close();
}, 60_000);
afterAll(() => {
  for (const folder of [whole, killed]) rmSync(folder, { recursive: true });
});

function copied(from: string): { readonly dataDir: string; readonly path: string } {
  const dataDir = temporaryFolder();
  cpSync(from, dataDir, { recursive: true });
  return { dataDir, path: join(dataDir, 'history.db') };
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

const asides = (dataDir: string) =>
  readdirSync(dataDir).filter((name) => /^history\.damaged-\d{4}-\d\d-\d\dT[\d.-]+Z\.db$/u.test(name));

describe('a damaged file', () => {
  test.each<[string, (path: string, size: number) => void]>([
    [
      'whose head is overwritten',
      (path) => {
        overwrite(path, 0, Buffer.alloc(200, 0x55));
      },
    ],
    [
      'that is all zeros',
      (path, size) => {
        writeFileSync(path, Buffer.alloc(size));
      },
    ],
    ['that is text', (path) => writeFileSync(path, 'This is no database.\n'.repeat(5_000))],
    ['that was cut in half', (path, size) => truncateSync(path, Math.floor(size / 8_192) * 4_096)],
    ['that was cut within a page', (path) => truncateSync(path, 4_096 * 3 + 100)],
    ['whose first pages are overwritten', (path) => overwrite(path, 4_096, Buffer.alloc(20 * 4_096, 0xee))],
  ])('%s is set aside under a dated name, and a new one is kept', async (_what, damage) => {
    const { dataDir, path } = copied(whole);
    damage(path, statSync(path).size);
    const news = await survive(dataDir);
    expect(news.map(({ kind }) => kind)).toEqual(['damaged']);
    expect(asides(dataDir)).toHaveLength(1);
    expect(news[0]?.message).toContain(asides(dataDir)[0]);
  });

  test('that is empty is a new one', async () => {
    const { dataDir, path } = copied(whole);
    truncateSync(path, 0);
    expect(await survive(dataDir)).toEqual([]);
  });

  test.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'with bytes changed anywhere (%i) never stops the keeping',
    async (seed) => {
      const random = seededRandom(seed);
      const { dataDir, path } = copied(seed % 2 === 0 ? whole : killed);
      const target = seed % 4 === 3 && existsSync(`${path}-wal`) ? `${path}-wal` : path;
      const { size } = statSync(target);
      for (let n = 0; n < 1 + (seed % 5) * 3; n += 1) {
        const length = [1, 16, 512, 4_096][Math.floor(random() * 4)] ?? 1;
        overwrite(
          target,
          Math.floor(random() * size),
          Buffer.from(Array.from({ length }, () => Math.floor(random() * 256))),
        );
      }
      const news = await survive(dataDir);
      expect(news.filter(({ kind }) => kind !== 'damaged' && kind !== 'left_out')).toEqual([]);
      expect(asides(dataDir)).toHaveLength(news.filter(({ kind }) => kind === 'damaged').length);
    },
  );

  test('that is damaged while it is used is set aside as soon as that shows, and what is in memory goes to the new one', async () => {
    const { dataDir, path } = copied(whole);
    const clock = createFakeClock(end + 60_000);
    const { history, news } = open(dataDir, clock);
    const from = clock.wallMs();
    const keep = (ticks: number) => {
      for (let n = 0; n < ticks; n += 1) {
        history.append(clock.wallMs(), values(clock.wallMs()));
        clock.advance(1_000);
      }
    };
    keep(60);
    for (const target of [path, `${path}-wal`]) overwrite(target, 0, Buffer.alloc(statSync(target).size, 0xaa));
    keep(60);
    await askEverything(history);
    keep(60);
    expect(news.map(({ kind }) => kind)).toEqual(['damaged']);
    expect(asides(dataDir)).toHaveLength(1);
    history.close();
    const again = open(dataDir, clock);
    const { series } = again.history.range({ series: ['load.one'], from, to: clock.wallMs(), points: 180 });
    expect(series[0]?.avg).not.toContain(null);
    expect(again.news).toEqual([]);
    again.history.close();
  });
});
