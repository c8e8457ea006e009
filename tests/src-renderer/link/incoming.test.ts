import { describe, expect, test } from 'vitest';
import { parseIncoming, wireName, writeIncoming } from '../../../src-renderer/link/incoming.ts';
import { helloData, sampleData } from './events-of-a-stream.ts';

function valuesOf(m: unknown) {
  const event = parseIncoming('sample', { t: 1, host: 'h', m }, 'a-1');
  return event?.event === 'sample' ? Object.fromEntries(event.data.values) : null;
}

describe('incoming events', () => {
  test('leave out a value that does not fit its definition, and keep the others', () => {
    const load = { one: 1, five: 2, fifteen: null };
    expect(valuesOf({ load, cpu: { total: 'a lot' } })).toEqual({ load });
    expect(valuesOf({ load, cpu: null })).toEqual({ load });
  });

  test('leave out a metric that this page does not know', () => {
    const load = { one: 1, five: 2, fifteen: 3 };
    expect(valuesOf({ load, humidity: { percent: 40 }, __proto__: null })).toEqual({ load });
    expect(valuesOf({ constructor: {}, toString: {} })).toEqual({});
  });

  test('of a fast series are told from those of the ticks, and written so that other tabs tell them, too', () => {
    const load = { one: 1, five: 2, fifteen: 3 };
    const event = parseIncoming('sample', { t: 1, host: 'h', everyMs: 100, m: { load } }, 'a-1');
    expect(event).toMatchObject({ event: 'fast', id: 'a-1', data: { t: 1, everyMs: 100 } });
    if (event === null) return;
    expect(parseIncoming(wireName(event), structuredClone(writeIncoming(event)), 'a-1')).toEqual(event);
  });

  test('that do not parse are none', () => {
    expect(parseIncoming('sample', { t: 'now', host: 'h', m: {} }, null)).toBeNull();
    expect(parseIncoming('hello', { ...helloData('a-1'), role: 'root' }, null)).toBeNull();
    for (const name of ['hello', 'sample', 'gap', 'presence', 'beat', 'bye', 'rules', 'alert'] as const) {
      for (const data of [null, undefined, 1, 'x', [], {}]) expect(parseIncoming(name, data, null)).toBeNull();
    }
  });

  test('of notes carry the note, also a removed one', () => {
    const note = { id: 'n', t: 5, text: 'deployed 2.3', by: 'this machine' };
    expect(parseIncoming('note', note, 'a-2')).toEqual({ event: 'note', id: 'a-2', data: note });
    const removed = { ...note, text: '', removed: true };
    expect(parseIncoming('note', removed, 'a-3')).toEqual({ event: 'note', id: 'a-3', data: removed });
    expect(parseIncoming('note', { ...note, text: 5 }, 'a-4')).toBeNull();
  });

  test('hello brings the definitions that this page draws by, and no others', () => {
    const event = parseIncoming(
      'hello',
      { ...helloData('a-1'), definitions: [{ id: 'cpu' }, { id: 'humidity' }] },
      null,
    );
    expect(event?.event === 'hello' ? event.data.definitions.map(({ id }) => id) : null).toEqual(['cpu']);
    expect(parseIncoming('sample', sampleData(5), 'a-1')).toMatchObject({ event: 'sample', id: 'a-1' });
  });
});
