import { expect, test } from 'vitest';
import { describeError } from '../../src-main/describe-error.ts';

test('an error is told by kind, words, code and causes, and never by what else hangs on it', () => {
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', headers: { cookie: 'hush' } });
  const caught = Object.assign(new TypeError('failed', { cause }), { request: { url: 'https://hush.example' } });
  const told = describeError(caught);
  expect(told).toMatchObject({ type: 'TypeError', message: 'failed', cause: { code: 'ECONNREFUSED' } });
  expect(JSON.stringify(told)).not.toContain('hush');
});

test('what is no error is not told, for it may be anything', () => {
  expect(JSON.stringify(describeError('hush'))).not.toContain('hush');
});

test('a chain of causes that bites its own tail ends', () => {
  const caught = new Error('round');
  caught.cause = caught;
  expect(JSON.stringify(describeError(caught)).length).toBeLessThan(20_000);
});
