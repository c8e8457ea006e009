import { expect, onTestFinished, test } from 'vitest';
import { browserTabChannel } from '../../../../src-renderer/link/tabs/tab-channel.ts';
import type { TabMessage } from '../../../../src-renderer/link/tabs/tab-message.ts';

/** Opens a channel that keeps what it hears. */
function listenAt(baseUri: string) {
  const heard: TabMessage[] = [];
  const waiting: (() => void)[] = [];
  const channel = browserTabChannel(baseUri)?.((message) => {
    heard.push(message);
    for (const tell of waiting.splice(0)) tell();
  });
  if (channel === undefined) throw new Error('This Node has no BroadcastChannel.');
  onTestFinished(channel.close);
  const next = () => new Promise<void>((resolve) => waiting.push(resolve));
  return { channel, heard, next };
}

const leave: TabMessage = { type: 'leave', from: 'a' };
const want: TabMessage = {
  type: 'want',
  from: 'a',
  wish: { filter: { metrics: ['cpu'] }, isVisible: true, sinceMs: 1 },
  ask: 3,
};

test('tabs of one server hear each other, whatever their query, and not those of another server', async () => {
  const one = listenAt('http://nas.example:4780/a/?window=1m#x');
  const same = listenAt('http://nas.example:4780/a/');
  const other = listenAt('http://nas.example:4780/b/');
  one.channel.post(want);
  await same.next();
  expect(same.heard).toEqual([want]);
  expect(one.heard).toEqual([]);
  other.channel.post(leave);
  same.channel.post(leave);
  await one.next();
  expect(one.heard).toEqual([leave]);
  expect(other.heard).toEqual([]);
});

test('what is no message is passed over', async () => {
  const { heard, next } = listenAt('http://nas.example/');
  const stranger = new BroadcastChannel('lanpulse 2 http://nas.example/');
  onTestFinished(() => {
    stranger.close();
  });
  for (const data of [
    null,
    'leave',
    { type: 'leave' },
    { ...want, wish: { ...want.wish, filter: { metrics: ['nonsense'] } } },
    { type: 'lead', from: 'b', term: '1' },
    leave,
  ]) {
    stranger.postMessage(data);
  }
  await next();
  expect(heard).toEqual([leave]);
});
