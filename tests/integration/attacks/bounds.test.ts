import { once } from 'node:events';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalSchema, replySchema } from '../../../src-shared/protocol/commands.ts';
import { limits } from '../../../src-shared/protocol/limits.ts';
import { alwaysFires } from '../../support/alerting-server.ts';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

const many = (count: number, one = 'cpu') => Array.from({ length: count }, () => one);
const year = 366 * 86_400_000;
const now = Date.now();

/** Every list, number and text of an address, one past its bound. */
const queries = [
  ['metrics', `/api/v1/events?metrics=${many(limits.listEntries + 1).join(',')}`],
  ['metrics, repeated', `/api/v1/poll?${many(limits.listEntries + 1, 'metrics=cpu').join('&')}`],
  ['instances', `/api/v1/poll?instances=${many(limits.listEntries + 1).join(',')}`],
  ['the name of an instance', `/api/v1/poll?instances=${'x'.repeat(limits.nameLength + 1)}`],
  ['a fast interval', `/api/v1/events?interval=${String(limits.intervalMs.min - 1)}`],
  ['a slow interval', `/api/v1/events?interval=${String(limits.intervalMs.max + 1)}`],
  ['rows of processes', `/api/v1/poll?top=${String(limits.processRows.max + 1)}`],
  ['no rows of processes', '/api/v1/poll?top=0'],
  ['a search', `/api/v1/poll?match=${'x'.repeat(limits.matchLength + 1)}`],
  ['a hold', `/api/v1/poll?timeout=${String(limits.pollMs.max + 1)}`],
  ['a hold without end', '/api/v1/poll?timeout=Infinity'],
  ['a viewer id', `/api/v1/events?viewer=${'v'.repeat(65)}`],
  ['an id to go on after', `/api/v1/poll?after=${'a'.repeat(400)}-1`],
  [
    'series',
    `/api/v1/history?${many(limits.historySeries + 1, 'series=x')
      .map((one, n) => `${one}${String(n)}`)
      .join('&')}`,
  ],
  ['the name of a series', `/api/v1/history?series=cpu.cores@${'9'.repeat(limits.nameLength)}`],
  ['points', `/api/v1/history?series=cpu.total&points=${String(limits.historyPoints.max + 1)}`],
  ['no points', '/api/v1/history?series=cpu.total&points=0'],
  ['a range', `/api/v1/history?series=cpu.total&from=0&to=${String(2 * year + 86_400_000)}`],
  ['a range backwards', '/api/v1/history?series=cpu.total&from=2&to=1'],
  ['a moment', '/api/v1/history?series=cpu.total&to=99999999999999999999'],
  ['rows of an export', `/api/v1/history.csv?series=cpu.total&points=${String(limits.csvRows.max + 1)}`],
  ['the moment of processes', '/api/v1/processes?at=1e999'],
  ['the moment of notes', '/api/v1/notes?from=99999999999999999999'],
] as const;

/** The same for what commands hold. */
const commands = [
  { type: 'filter.set', filter: { metrics: many(limits.listEntries + 1) } },
  { type: 'filter.set', filter: { instances: ['x'.repeat(limits.nameLength + 1)] } },
  { type: 'filter.set', filter: { intervalMs: limits.intervalMs.max + 1 } },
  { type: 'filter.set', filter: { processes: { top: limits.processRows.max + 1 } } },
  { type: 'filter.set', filter: { processes: { match: 'x'.repeat(limits.matchLength + 1) } } },
  { type: 'threshold.set', rule: { ...alwaysFires, forMs: limits.ruleMs + 1 } },
  { type: 'threshold.set', rule: { ...alwaysFires, keepMs: -1 } },
  { type: 'threshold.set', rule: { ...alwaysFires, warn: 1e308 } },
  { type: 'threshold.set', rule: { ...alwaysFires, instance: 'x'.repeat(limits.nameLength + 1) } },
  { type: 'threshold.preview', rule: alwaysFires, from: 0, to: limits.previewMs + 1 },
  { type: 'threshold.reset', series: 'x'.repeat(limits.nameLength + 1) },
  { type: 'alert.snooze', series: 'memory.usedShare', instance: '*', untilMs: now + limits.snoozeMs + 3_600_000 },
  { type: 'alert.snooze', series: 'memory.usedShare', instance: '*', untilMs: 1e300 },
  { type: 'note.add', t: now, text: 'x'.repeat(501) },
  { type: 'note.add', t: now + 86_400_000, text: 'x' },
  { type: 'note.add', t: 1e300, text: 'x' },
  { type: 'note.remove', noteId: 'x'.repeat(limits.nameLength + 1) },
  { type: 'notify.set', target: { id: 'x'.repeat(65) } },
  { type: 'session.rename', sessionId: 'x', name: 'x'.repeat(61) },
  { type: 'x'.repeat(65) },
  { id: 'x'.repeat(65), type: 'ping' },
] as const;

const refused = ['invalid_filter', 'invalid_query', 'invalid_viewer', 'invalid_rule', 'invalid_command'];
const codes = [...refused, 'invalid_request', 'invalid_target'];

describe.each(doorNames)('through %s', (name) => {
  let door: Door;
  beforeAll(() => {
    door = doors.at(name);
  });

  test('nothing in an address is without bounds', async () => {
    for (const [what, path] of queries) {
      const { status, text } = await door.ask(path, { headers: door.as.operator });
      expect([what, status]).toEqual([what, 400]);
      const { error } = v.parse(refusalSchema, JSON.parse(text));
      expect(refused).toContain(error.code);
      // What was sent is named, not sent back.
      expect([what, error.message.length < 500]).toEqual([what, true]);
    }
  });

  test('nothing in a command is without bounds, by POST', async () => {
    const headers = { ...door.as.operator, 'content-type': 'application/json' };
    for (const body of commands) {
      const answer = await door.ask('/api/v1/commands', { method: 'POST', headers, body: JSON.stringify(body) });
      expect([body, answer.status]).toEqual([body, 400]);
      expect(codes).toContain(v.parse(refusalSchema, JSON.parse(answer.text)).error.code);
    }
  });

  test('nothing in a command is without bounds, over the control channel', async () => {
    const socket = door.control(door.as.operator);
    await once(socket, 'open');
    for (const body of commands) {
      socket.send(JSON.stringify(body));
      const [data] = await once(socket, 'message');
      const reply = v.parse(replySchema, JSON.parse(String(data)));
      expect([body, reply.ok ? 'ok' : codes.includes(reply.error.code)]).toEqual([body, true]);
    }
    socket.terminate();
  });

  test('what is deeply nested is refused like everything else', async () => {
    const headers = { ...door.as.operator, 'content-type': 'application/json' };
    for (const body of ['['.repeat(16_000), `${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}`]) {
      const { status } = await door.ask('/api/v1/commands', { method: 'POST', headers, body });
      expect(status).toBe(400);
    }
    expect((await door.ask('/healthz')).text).toBe('ok');
  });
});
