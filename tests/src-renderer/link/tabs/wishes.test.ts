import { expect, test } from 'vitest';
import type { Wish } from '../../../../src-renderer/link/tabs/tab-message.ts';
import { createWishes } from '../../../../src-renderer/link/tabs/wishes.ts';

const wish = (sinceMs: number, isVisible = true): Wish => ({ filter: { metrics: ['cpu'] }, isVisible, sinceMs });

test('a tab that is looked at leads before others, then the one that was opened earlier', () => {
  const wishes = createWishes('own', wish(5));
  wishes.hear({ type: 'seek', from: 'late', wish: wish(9) });
  wishes.hear({ type: 'want', from: 'hidden', wish: wish(1, false), ask: null });
  wishes.hear({ type: 'want', from: 'early', wish: wish(2), ask: 1 });
  expect(wishes.succession()).toEqual(['early', 'own', 'late', 'hidden']);
  wishes.hear({ type: 'leave', from: 'early' });
  wishes.forget('hidden');
  expect(wishes.succession()).toEqual(['own', 'late']);
});

test('a wish is forgotten when its tab leaves three calls unanswered, and not before', () => {
  const wishes = createWishes('own', wish(1));
  wishes.hear({ type: 'want', from: 'a', wish: { ...wish(2), filter: { metrics: ['disk'] } }, ask: null });
  wishes.called();
  wishes.called();
  expect(wishes.union()).toEqual({ metrics: ['cpu', 'disk'] });
  wishes.hear({ type: 'want', from: 'a', wish: { ...wish(2), filter: { metrics: ['load'] } }, ask: null });
  wishes.called();
  wishes.called();
  expect(wishes.union()).toEqual({ metrics: ['cpu', 'load'] });
  wishes.called();
  expect(wishes.union()).toEqual({ metrics: ['cpu'] });
});
