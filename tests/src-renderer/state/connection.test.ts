import { describe, expect, test } from 'vitest';
import { connectionState, type ConnectionFacts } from '../../../src-renderer/state/connection.ts';

const live: ConnectionFacts = {
  ladder: { phase: 'live', retryAtMs: null },
  latencyMs: 18,
  movedTo: null,
  control: 'ws',
  lastSampleAtMs: 100_000,
  owedSinceMs: 50_000,
  nowMs: 100_500,
  periodMs: 1_000,
};
const phase = (facts: Partial<ConnectionFacts>) => connectionState({ ...live, ...facts }).phase;

describe('connection state', () => {
  test('is stale after ten seconds without a sample, and not before', () => {
    expect(phase({ nowMs: 110_000 })).toBe('live');
    expect(phase({ nowMs: 110_001 })).toBe('stale');
  });

  test('waits three periods where samples come rarely', () => {
    expect(phase({ periodMs: 10_000, nowMs: 130_000 })).toBe('live');
    expect(phase({ periodMs: 10_000, nowMs: 130_001 })).toBe('stale');
  });

  test('is never stale where the filter lets nothing through', () => {
    expect(phase({ periodMs: null, nowMs: 999_999 })).toBe('live');
  });

  test('samples are owed from the connection on, not from the last one before it', () => {
    expect(phase({ nowMs: 200_000, owedSinceMs: 195_000 })).toBe('live');
    expect(phase({ nowMs: 206_000, owedSinceMs: 195_000 })).toBe('stale');
  });

  test('a page that is cut off is retrying, however old its samples are', () => {
    const ladder = { phase: 'retrying' as const, retryAtMs: 300_000 };
    expect(connectionState({ ...live, ladder, nowMs: 299_000 })).toEqual({
      phase: 'retrying',
      retryAtMs: 300_000,
      reason: null,
      movedTo: null,
      latencyMs: 18,
      control: 'ws',
      lastSampleAtMs: 100_000,
    });
  });
});
