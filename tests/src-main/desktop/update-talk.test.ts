import { expect, test } from 'vitest';
import type { UpdateState } from '../../../src-main/desktop/update-state.ts';
import { createUpdateTalk, type Wish } from '../../../src-main/desktop/update-talk.ts';
import { programOf } from '../../support/update-feed.ts';
import { updatesInNode } from '../../support/updates-in-node.ts';

const slow = { timeout: 30_000 };

/** A talk about a version whose download ends when the test says so; each box stays open until it is answered. */
async function begin() {
  const { updates, feed } = await updatesInNode(
    () => ({ isOn: true, channel: 'latest' }),
    (folder) => [
      { channel: 'latest', version: '9.9.0', notes: '', published: programOf('9.9.0', folder), isEndless: true },
    ],
  );
  const boxes: UpdateState['kind'][] = [];
  let answer: (wish: Wish) => void = () => undefined;
  const tell = ({ kind }: UpdateState) => {
    boxes.push(kind);
    return new Promise<Wish>((resolve) => (answer = resolve));
  };
  await updates.check();
  const lead = createUpdateTalk(updates, { ask: () => tell(updates.state()), tell });
  lead();
  return {
    updates,
    feed,
    boxes,
    lead,
    answer: (wish: Wish) => {
      answer(wish);
    },
  };
}

test('a talk about updates tells when one is there also whoever was looking at how far it is', async () => {
  const { updates, feed, boxes, lead, answer } = await begin();
  answer('download');
  await expect.poll(() => updates.state().kind).toBe('downloading');
  lead();
  // One box at a time.
  lead();
  expect(boxes).toEqual(['available', 'downloading']);
  feed.finish();
  await expect.poll(() => updates.state().kind, slow).toBe('ready');
  expect(boxes).toEqual(['available', 'downloading']);
  answer(null);
  await expect.poll(() => boxes).toEqual(['available', 'downloading', 'ready']);
});

test('a talk about updates says nothing more to whoever has stopped one', async () => {
  const { updates, boxes, lead, answer } = await begin();
  answer('download');
  await expect.poll(() => updates.state().kind).toBe('downloading');
  lead();
  answer('stop');
  await expect.poll(() => updates.state().kind, slow).toBe('available');
  lead();
  expect(boxes).toEqual(['available', 'downloading', 'available']);
});
