import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readJson } from '../../src-renderer/link/read-json.ts';
import { gapSchema, sampleSchema } from '../../src-shared/protocol/events.ts';
import { alwaysFires, fetchAlerts, setRule } from '../support/alerting-server.ts';
import { askHistory } from '../support/ask-history.ts';
import { desktopForTest } from '../support/desktop-app.ts';
import { desktopDisplay, lacksDesktop } from '../support/electron.ts';
import { openEventStream } from '../support/event-stream.ts';

const hourMs = 3_600_000;

describe.skipIf(lacksDesktop())('a machine that slept with the app on it', () => {
  const display = desktopDisplay();

  test('has a gap of the time that it slept, and no alert of what nobody measured', async () => {
    const { app } = await desktopForTest(display());
    const url = new URL((await app.firstWindow()).url()).origin;
    const stream = await openEventStream(`${url}/api/v1/events?metrics=memory`);
    onTestFinished(() => {
      stream.close();
    });
    const take = async (name: string) =>
      readJson((await stream.takeUntil(({ event }) => event === name)).at(-1)?.data ?? 'null');
    // Bad already, but not for long enough: an hour of sleep must not count.
    await setRule(url, { ...alwaysFires, forMs: 600_000 });
    const { t: before } = v.parse(sampleSchema, await take('sample'));

    // As a suspend looks to a program: its clock of the wall has gone on, the other one has not.
    await app.evaluate(({ powerMonitor }, byMs) => {
      powerMonitor.emit('suspend');
      const real = Date.now;
      Date.now = () => real() + byMs;
      powerMonitor.emit('resume');
    }, hourMs);
    let gap = v.parse(gapSchema, await take('gap'));
    // A busy machine stands still by itself, for some seconds.
    while (gap.to - (gap.from ?? gap.to) < 60_000) gap = v.parse(gapSchema, await take('gap'));
    expect(gap.to - (gap.from ?? gap.to)).toBeGreaterThanOrEqual(hourMs);
    expect(gap.from).toBeGreaterThanOrEqual(before);
    for (let samples = 0; samples < 3; samples += 1) await take('sample');

    expect(stream.received.filter(({ event }) => event === 'alert')).toEqual([]);
    const { states, log } = await fetchAlerts(url);
    expect(states.find(({ series }) => series === 'memory.usedShare')?.state).toBe('pending');
    expect(log).toEqual([]);
    const { series } = await askHistory(url, { series: 'memory.used', from: gap.from ?? 0, to: gap.to, points: 60 });
    const kept = series[0]?.avg ?? [];
    expect(kept.filter((value) => value === null).length).toBeGreaterThan(kept.length - 4);
  });
});
