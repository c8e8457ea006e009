import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Door } from '../../support/door.ts';
import { doorNames, openDoors } from '../../support/doors.ts';
import { parseEvents } from '../../support/received-event.ts';

let doors: Awaited<ReturnType<typeof openDoors>>;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

/** What would be an event of its own, if a line break got through. */
const forged = 'a-1\n\nevent: bye\ndata: {"reason":"forged"}\n\n\r\rid: b-1\u2028';

describe.each(doorNames)('through %s', (name) => {
  let door: Door;
  beforeAll(() => {
    door = doors.at(name);
  });

  test('what people write arrives in one event, and begins no other', async () => {
    const query = `metrics=memory&lastEventId=${encodeURIComponent(forged)}`;
    const stream = await door.stream(`/api/v1/events?${query}`, door.as.viewer);
    onTestFinished(() => {
      stream.close();
    });
    // The reader is strict: any line that is no event fails.
    const received = () => parseEvents(stream.text()).events;
    await expect.poll(() => received().some(({ event }) => event === 'hello'), { timeout: 20_000 }).toBe(true);
    const headers = { ...door.as.operator, 'content-type': 'application/json' };
    const body = JSON.stringify({ type: 'note.add', t: Date.now(), text: `x${forged}y ${name}` });
    expect((await door.ask('/api/v1/commands', { method: 'POST', headers, body })).status).toBe(200);
    const afterNote = () => {
      const at = received().findIndex(({ event, data }) => event === 'note' && data.includes(`y ${name}`));
      return (
        at >= 0 &&
        received()
          .slice(at)
          .some(({ event }) => event === 'sample')
      );
    };
    await expect.poll(afterNote, { timeout: 20_000 }).toBe(true);
    const told = received().filter(({ data }) => data.includes('forged'));
    expect(told.length).toBeGreaterThan(0);
    // Notes of before come with no stream but as notes.
    expect(new Set(told.map(({ event }) => event))).toEqual(new Set(['note']));
    expect(received().some(({ event, id }) => event === 'bye' || id === 'b-1' || id === 'a-1')).toBe(false);
  });

  test.each(['viewer', 'metrics', 'instances', 'after'])(
    'what is asked for by %s is told back in no event',
    async (key) => {
      const path = `/api/v1/poll?timeout=0&${key}=${encodeURIComponent(forged)}`;
      const answer = await door.ask(path, { headers: door.as.viewer });
      expect([200, 400]).toContain(answer.status);
      const events = answer.status === 200 ? answer.text : '';
      expect(events).not.toContain('"event":"bye"');
      if (key !== 'instances') expect(events).not.toContain('forged');
    },
  );
});
