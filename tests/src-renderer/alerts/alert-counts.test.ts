import { describe, expect, test } from 'vitest';
import { bellName, countWords, emptyWords, pageTitle } from '../../../src-renderer/alerts/alert-counts.ts';
import { changeOf, draftOf, fieldProblem, newTarget } from '../../../src-renderer/alerts/target-draft.ts';
import { deliveryWords } from '../../../src-renderer/alerts/targets.svelte.ts';
import { snoozeChoices, timeOfDay } from '../../../src-renderer/alerts/time-of-day.ts';
import { watchingRules } from '../../../src-renderer/alerts/watching-rules.ts';
import { someRule } from './some-alerts.ts';

describe('counts in words', () => {
  test('beside the title, on the bell and in the page’s title', () => {
    expect([0, 1].map((firing) => countWords(firing, 14))).toEqual(['14 rules', '1 active · 14 rules']);
    expect([0, 3].map(bellName)).toEqual(['Alerts, none firing', 'Alerts, 3 firing']);
    expect(pageTitle(null, 0)).toBe('Lanpulse');
    expect(pageTitle('vm', 0)).toBe('vm – Lanpulse');
    expect(pageTitle('vm', 2)).toBe('(2) vm – Lanpulse');
  });

  test('where nothing fires', () => {
    expect(emptyWords(14)).toBe('Nothing is firing. 14 rules watch this machine.');
    expect(emptyWords(1)).toBe('Nothing is firing. 1 rule watches this machine.');
    expect(emptyWords(0)).toBe('No rule watches this machine.');
  });

  test('hold only rules that are enabled, for metrics that are there', () => {
    const rules = [
      someRule(),
      someRule({ series: 'battery.charge' }),
      someRule({ series: 'self.lag', enabled: false }),
    ];
    expect(watchingRules(rules, new Map([['battery', 'There is none.']]))).toEqual([rules[0]]);
  });
});

describe('times of day', () => {
  const now = new Date(2026, 10, 20, 14, 32).getTime();

  test('get a weekday, then a date, as they grow old', () => {
    expect(timeOfDay(new Date(2026, 10, 20, 3, 13).getTime(), now)).toMatch(/^03:13$/u);
    expect(timeOfDay(new Date(2026, 10, 18, 3, 13).getTime(), now)).toMatch(/Wed.*03:13/u);
    expect(timeOfDay(new Date(2026, 9, 1, 3, 13).getTime(), now)).toMatch(/1.*03:13|03:13.*1/u);
  });

  test('a snooze until tomorrow ends at eight', () => {
    const choices = snoozeChoices(now).map(({ untilMs }) => untilMs);
    expect(choices).toEqual([now + 900_000, now + 3_600_000, new Date(2026, 10, 21, 8, 0).getTime()]);
  });
});

describe('words of the targets', () => {
  test('a refusal is said at its field', () => {
    expect(fieldProblem({ message: 'The target\'s "url" is no http or https address.' })).toEqual({
      field: 'url',
      message: 'This is no http or https address.',
    });
    expect(fieldProblem({ message: 'There are 16 targets; remove one first.' }).field).toBeNull();
  });

  test('a stored target is edited without its address, and sent with one only where somebody typed it', () => {
    const { url, ...rest } = newTarget();
    expect(url).toBe('');
    const draft = draftOf({ ...rest, address: 'hooks.slack.com/…1234' });
    expect(draft).toEqual({ ...rest, url: '' });
    expect(changeOf(draft)).toEqual(rest);
    expect(changeOf({ ...draft, url: 'https://example.org/' })).toEqual({ ...rest, url: 'https://example.org/' });
  });

  test('a test says how it fared', () => {
    expect(deliveryWords({ delivered: true, status: 204, reason: null })).toBe('Delivered; the service answered 204.');
    expect(deliveryWords({ delivered: false, status: 404, reason: 'the service answered 404' })).toBe(
      'Not delivered: the service answered 404.',
    );
  });
});
