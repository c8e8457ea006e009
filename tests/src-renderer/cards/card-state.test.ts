import { describe, expect, test } from 'vitest';
import { cardState, type CardFacts } from '../../../src-renderer/cards/card-state.ts';

const calm: CardFacts = { phase: 'live', unsupported: false, paused: false, ageMs: 0, periodMs: 1000, empty: false };

describe('the state of a card', () => {
  test('is live with a fresh value, over either transport', () => {
    expect(cardState(calm)).toBe('live');
    expect(cardState({ ...calm, phase: 'poll' })).toBe('live');
  });

  test('is connecting until the first value, even when the page is connected', () => {
    expect(cardState({ ...calm, phase: 'connecting', ageMs: null })).toBe('connecting');
    expect(cardState({ ...calm, ageMs: null })).toBe('connecting');
  });

  test('keeps its numbers while the page retries', () => {
    expect(cardState({ ...calm, phase: 'retrying' })).toBe('retrying');
    expect(cardState({ ...calm, phase: 'connecting' })).toBe('retrying');
  });

  test('is stale when this metric alone is late, but not for one late sample', () => {
    expect(cardState({ ...calm, ageMs: 9000 })).toBe('live');
    expect(cardState({ ...calm, ageMs: 10_001 })).toBe('stale');
  });

  test('allows a slow metric its own period', () => {
    expect(cardState({ ...calm, ageMs: 29_000, periodMs: 10_000 })).toBe('live');
    expect(cardState({ ...calm, ageMs: 30_001, periodMs: 10_000 })).toBe('stale');
  });

  test('tells a cut connection before a pause', () => {
    expect(cardState({ ...calm, paused: true })).toBe('paused');
    expect(cardState({ ...calm, paused: true, phase: 'retrying' })).toBe('retrying');
  });

  test('is unsupported whatever else holds', () => {
    expect(cardState({ ...calm, unsupported: true, ageMs: null, phase: 'retrying' })).toBe('unsupported');
  });

  test('is empty when a metric has lost all its instances', () => {
    expect(cardState({ ...calm, empty: true })).toBe('empty');
  });
});
