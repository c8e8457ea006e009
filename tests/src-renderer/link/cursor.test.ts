import { describe, expect, test } from 'vitest';
import { createCursor } from '../../../src-renderer/link/cursor.ts';
import { eventOf, helloData, sampleData } from './events-of-a-stream.ts';

const sample = (id: string) => eventOf('sample', sampleData(1_000), id);

describe('cursor', () => {
  test('begins where the first hello stands', () => {
    const cursor = createCursor();
    expect(cursor.id).toBeNull();
    cursor.accept(eventOf('hello', helloData('a-7')));
    expect(cursor.id).toBe('a-7');
  });

  test('passes each sample on once, in order', () => {
    const cursor = createCursor();
    cursor.accept(eventOf('hello', helloData('a-7')));
    expect(['a-8', 'a-9', 'a-8', 'a-9', 'a-10'].map((id) => cursor.accept(sample(id)))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
    expect(cursor.id).toBe('a-10');
  });

  test('a hello of the same server start leaves the place alone, for a replay follows', () => {
    const cursor = createCursor();
    cursor.accept(eventOf('hello', helloData('a-7')));
    cursor.accept(eventOf('hello', helloData('a-20')));
    expect(cursor.id).toBe('a-7');
    expect(cursor.accept(sample('a-8'))).toBe(true);
  });

  test('a hello of a new server start begins anew, with lower numbers', () => {
    const cursor = createCursor();
    cursor.accept(eventOf('hello', helloData('a-700')));
    cursor.accept(eventOf('hello', helloData('b-2')));
    expect(cursor.id).toBe('b-2');
    expect(cursor.accept(sample('b-3'))).toBe(true);
  });

  test('moves on over what the filter held back, never back', () => {
    const cursor = createCursor();
    cursor.accept(eventOf('hello', helloData('a-7')));
    cursor.examined('a-30');
    expect(cursor.id).toBe('a-30');
    cursor.examined('a-12');
    cursor.examined('nonsense');
    expect(cursor.id).toBe('a-30');
  });
});
