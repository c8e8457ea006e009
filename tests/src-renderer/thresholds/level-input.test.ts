import { describe, expect, test } from 'vitest';
import { inputScale, namedField, readInput, writeInput } from '../../../src-renderer/thresholds/level-input.ts';
import { toFault } from '../../../src-shared/fault.ts';
import { parseRule, type Rule } from '../../../src-shared/protocol/rule.ts';

const network: Rule = {
  series: 'network.received',
  instance: '*',
  direction: 'above',
  warn: 100_000_000,
  critical: null,
  clear: 80_000_000,
  forMs: 0,
  keepMs: 0,
  enabled: true,
};
const scale = inputScale(network, { unit: 'bytesPerSecond' });

describe('the box of a level', () => {
  test('is written in the step of the unit that the rule is at', () => {
    expect(scale.unit).toBe('MB/s');
    expect(writeInput(100_000_000, scale)).toBe('100');
    expect(writeInput(null, scale)).toBe('');
  });

  test('reads numbers with a point or a comma, and nothing as none', () => {
    expect(readInput('12.5', scale)).toBe(12_500_000);
    expect(readInput(' 12,5 ', scale)).toBe(12_500_000);
    expect(readInput('', scale)).toBeNull();
  });

  test('refuses what is no number', () => {
    for (const text of ['ten', '1e3', '--1', '1.2.3', 'NaN', 'Infinity'])
      expect(readInput(text, scale)).toBeUndefined();
  });

  test('is found by the message of a rule that makes no sense', () => {
    for (const [change, field] of [
      [{ warn: -1 }, 'warn'],
      [{ clear: 200_000_000 }, 'clear'],
      [{ critical: 5 }, 'warn'],
    ] as const) {
      let message = '';
      try {
        parseRule({ ...network, ...change });
      } catch (caught) {
        message = toFault(caught, 'internal', '').message;
      }
      expect(namedField(message)).toBe(field);
    }
  });
});
