import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { sampleSchema } from '../../src-shared/protocol/events.ts';
import { alwaysFires, fetchAlerts, setRule } from '../support/alerting-server.ts';
import { askHistory } from '../support/ask-history.ts';
import { inCi } from '../support/browser.ts';
import { attachDevtools, attachMainProcess } from '../support/devtools.ts';
import { desktopDisplay, lacksDesktop } from '../support/electron.ts';
import { hasSessionBus } from '../support/session-bus.ts';
import { hasTrayPanel } from '../support/tray-panel.ts';
import { startUnwatched } from '../support/unwatched-desktop.ts';

const slow = { timeout: 90_000 };
const messageSchema = v.object({ eventName: v.string(), data: v.string() });
const lacksPanel = !inCi && !(hasSessionBus() && hasTrayPanel());
/** Pictures that the page was asked to draw. */
const frames = 'Number(document.documentElement.dataset.frames ?? 0)';
const countFrames = `(function count() {
  document.documentElement.dataset.frames = String(${frames} + 1);
  requestAnimationFrame(count);
})()`;

describe.skipIf(lacksDesktop() || lacksPanel)('the window that nobody sees', () => {
  const display = desktopDisplay();

  /** The app with its window in the tray, or on the screen, and what arrives at its page. */
  async function open(flags: readonly string[]) {
    const { program, panel } = await startUnwatched(display(), {
      flags: ['--remote-debugging-port=0', '--inspect=0', ...flags],
    });
    const address = (of: string) => new RegExp(`${of} listening on (ws:\\S+)`, 'u').exec(program.stderr())?.[1] ?? '';
    for (const of of ['DevTools', 'Debugger']) await expect.poll(() => address(of), slow).toMatch(/^ws:/u);
    const main = await attachMainProcess(address('Debugger'));
    const page = await attachDevtools(address('DevTools'));
    const times: number[] = [];
    page.on('Network.eventSourceMessageReceived', (message) => {
      const { eventName, data } = v.parse(messageSchema, message);
      if (eventName === 'sample') times.push(v.parse(sampleSchema, JSON.parse(data)).t);
    });
    await page.send('Network.enable');
    await expect.poll(() => page.evaluate('location.protocol'), slow).toBe('http:');
    const url = String(await page.evaluate('location.origin'));
    return { main, page, panel, times, url };
  }

  test(
    'draws nothing and gets one sample in ten seconds, while history and alerts go on; shown again, it is live, and closed, as before',
    { timeout: 300_000 },
    async () => {
      const { main, page, panel, times, url } = await open(['--hidden']);
      expect(await page.evaluate('document.visibilityState')).toBe('hidden');
      // What came before the page had noticed that nobody looks.
      await expect.poll(() => (times.at(-1) ?? 0) - (times.at(-2) ?? Infinity), slow).toBeGreaterThan(5_000);
      await page.evaluate(countFrames);
      const before = await page.evaluate(frames);
      await setRule(url, alwaysFires);
      const from = times.at(-1) ?? 0;
      await expect.poll(() => times.filter((t) => t > from).length, slow).toBeGreaterThanOrEqual(3);
      const seen = times.filter((t) => t > from);
      const windows = seen.map((t) => Math.floor(t / 10_000));
      expect(new Set(windows).size).toBe(windows.length);
      expect(await page.evaluate(frames)).toBe(before);
      expect((await fetchAlerts(url)).states).toContainEqual(
        expect.objectContaining({ series: 'memory.usedShare', state: 'warn' }),
      );
      const to = seen.at(-1) ?? 0;
      const { series } = await askHistory(url, { series: 'memory.used', from, to, points: 600 });
      expect(series[0]?.avg.filter((value) => value !== null).length).toBeGreaterThan(2 * seen.length);

      await panel.choose('Open Lanpulse');
      await expect.poll(() => page.evaluate('document.visibilityState'), slow).toBe('visible');
      await expect.poll(() => page.evaluate(frames), slow).toBeGreaterThan(Number(before));
      const shown = times.length;
      await expect.poll(() => times.length, slow).toBeGreaterThan(shown + 3);
      const [first = 0, last = 0] = [times.at(-3), times.at(-1)];
      expect(last - first).toBeLessThan(10_000);

      // Closed by its frame it is in the tray again.
      await main.evaluate("require('electron').BrowserWindow.getAllWindows()[0].close()");
      await expect.poll(() => page.evaluate('document.visibilityState'), slow).toBe('hidden');
      const shownLast = times.length;
      const sinceHidden = () => times.slice(shownLast);
      await expect
        .poll(() => (sinceHidden().at(-1) ?? 0) - (sinceHidden().at(-2) ?? Infinity), slow)
        .toBeGreaterThan(5_000);
      const closed = [times.length, await page.evaluate(frames)] as const;
      await expect.poll(() => times.length, slow).toBeGreaterThan(closed[0]);
      expect(await page.evaluate(frames)).toBe(closed[1]);
    },
  );
});
