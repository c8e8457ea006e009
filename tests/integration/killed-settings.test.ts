import * as v from 'valibot';
import { expect, test } from 'vitest';
import { notesSchema } from '../../src-shared/protocol/note.ts';
import { command, serverForTest } from '../support/alerting-server.ts';
import { ask, pairProgram, type Guest } from '../support/paired.ts';
import type { RunningServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const kills = 5;

const targetsSchema = v.object({ targets: v.array(v.object({ id: v.string(), name: v.string() })) });

const settingsSchema = v.object({ settings: v.array(v.object({ key: v.string(), value: v.unknown() })) });

/** Who had been let in, and the webhooks, notes and settings that had been answered for, when a server was killed. */
interface Told {
  readonly guests: readonly Guest[];
  readonly hooks: readonly string[];
  readonly notes: readonly string[];
  /** Milliseconds between two samples. */
  readonly interval: number;
}

async function check(server: RunningServer, told: Told): Promise<void> {
  for (const { headers } of told.guests) {
    expect((await ask(server, '/api/v1/rules', { headers })).status).toBe(200);
  }
  const { targets } = v.parse(targetsSchema, await command(server.url, 'notify.list', {}));
  expect(targets.map(({ name }) => name)).toEqual(told.hooks);
  const { notes } = v.parse(notesSchema, (await ask(server, '/api/v1/notes')).body);
  expect(notes.map(({ text }) => text)).toEqual(told.notes);
  const { settings } = v.parse(settingsSchema, (await ask(server, '/api/v1/settings')).body);
  expect(settings.find(({ key }) => key === 'interval')?.value).toBe(told.interval);
}

test('sessions, webhooks, notes and settings that were answered for are there after a kill at that very moment', async () => {
  const dataDir = temporaryFolder();
  let told: Told = { guests: [], hooks: [], notes: [], interval: 1_000 };
  for (let time = 0; time < kills; time += 1) {
    const server = await serverForTest({ dataDir });
    await check(server, told);
    const name = `before kill ${String(time)}`;
    // Each kind is the last to be answered at one kill or another.
    const steps = [
      async () => {
        told = { ...told, guests: [...told.guests, await pairProgram(server, 'viewer', name)] };
      },
      async () => {
        const where = { url: 'http://127.0.0.1:9/hook', allowLocal: true };
        const target = {
          id: `hook-${String(time)}`,
          name,
          kind: 'slack',
          minimum: 'warn',
          enabled: true,
          repeatMs: null,
        };
        await command(server.url, 'notify.set', { target: { ...target, ...where } });
        told = { ...told, hooks: [...told.hooks, name] };
      },
      async () => {
        await command(server.url, 'note.add', { t: Date.now(), text: name });
        told = { ...told, notes: [...told.notes, name] };
      },
      async () => {
        const interval = 1_100 + time;
        await command(server.url, 'settings.set', { changes: { interval } });
        told = { ...told, interval };
      },
    ];
    for (let n = 0; n < steps.length; n += 1) await steps[(n + time) % steps.length]?.();
    const gone = new Promise((resolve) => server.child.once('exit', resolve));
    server.child.kill('SIGKILL');
    await gone;
  }
  const server = await serverForTest({ dataDir });
  await check(server, told);
  // Somebody who was never let in is not, by the same question.
  const { status } = await ask(server, '/api/v1/rules', { headers: { authorization: `Bearer ${'x'.repeat(43)}` } });
  expect(status).toBe(401);
}, 240_000);
