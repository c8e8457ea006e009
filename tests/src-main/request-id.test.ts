import { expect, test } from 'vitest';
import { createRequestId } from '../../src-main/request-id.ts';

test('ids of requests are all of one form, none like another, and do not count', () => {
  const ids = Array.from({ length: 1_000 }, createRequestId);
  for (const id of ids) expect(id).toMatch(/^[\w-]{12}$/u);
  expect(new Set(ids).size).toBe(ids.length);
  // Whoever sees two of them learns nothing of how many were between: they share no beginning.
  const beginnings = new Set(ids.map((id) => id.slice(0, 4)));
  expect(beginnings.size).toBeGreaterThan(900);
});
