import { describe, expect, test } from 'vitest';
import { createFakeTabs, pointsOf, type FakeTab, type FakeTabs } from './fake-tabs.ts';

/** Minutes of many tabs are some work on a busy machine. */
const patience = { timeout: 60_000 };

const streamsOf = (tabs: readonly FakeTab[]) => tabs.map(({ streams }) => streams);

/** Each tab is live and has every sample of the server once. */
function expectWhole({ server }: FakeTabs, tabs: readonly FakeTab[]): void {
  for (const tab of tabs) {
    expect([tab.name, tab.phase]).toEqual([tab.name, 'live']);
    expect([tab.name, pointsOf(tab)]).toEqual([tab.name, { times: server.times, holes: 0 }]);
  }
}

describe.each([
  ['has no locks', false],
  ['has locks', true],
])('where the browser %s,', patience, (_, hasLocks) => {
  async function browserWith(count: number, apartMs = 700) {
    const fake = createFakeTabs(undefined, hasLocks);
    const tabs: FakeTab[] = [];
    for (let index = 0; index < count; index += 1) {
      tabs.push(fake.open());
      await fake.pass(apartMs);
    }
    const [first, ...others] = tabs;
    if (first === undefined) throw new Error('A browser needs a tab.');
    return { fake, tabs, first, others, pass: fake.pass, server: fake.server };
  }

  describe('tabs of one browser', () => {
    test('share the stream of the first, and all have every sample', async () => {
      const { fake, tabs, server, pass } = await browserWith(8);
      await pass(3_000);
      expect(streamsOf(tabs)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
      expect(server.hub.figures()).toMatchObject({ connections: { sse: 1 }, viewers: 1 });
      expectWhole(fake, tabs);
      expect(new Set(tabs.map(({ hello }) => hello?.presenceId)).size).toBe(1);
      for (const { presence } of tabs) expect(presence?.viewers).toBe(1);
    });

    test('have one stream also when all are opened at the same moment', async () => {
      const { fake, tabs, pass } = await browserWith(8, 0);
      await pass(3_100);
      expect(streamsOf(tabs).filter((some) => some === 1)).toHaveLength(1);
      expectWhole(fake, tabs);
    });

    test('each have their own where they cannot hear each other', async () => {
      const fake = createFakeTabs(undefined, hasLocks);
      const tabs = [fake.open({}, { channel: false }), fake.open({}, { channel: false })];
      await fake.pass(3_000);
      expect(streamsOf(tabs)).toEqual([1, 1]);
      expectWhole(fake, tabs);
    });

    test('a newcomer is live at once', async () => {
      const { fake, pass } = await browserWith(2, 3_000);
      await pass(40);
      const late = fake.open();
      await pass(100);
      expect(late.phase).toBe('live');
      expect(pointsOf(late).times).toEqual(fake.server.times);
    });
  });

  describe('when the leader', () => {
    test('is closed, the others go on with the next sample', async () => {
      const { fake, first, others, pass } = await browserWith(4);
      first.close();
      await pass(1_000);
      expect(streamsOf(others)).toEqual([1, 0, 0]);
      expectWhole(fake, others);
    });

    test('crashes, another one takes over within a few seconds and brings what was missed', async () => {
      const { fake, first, others, pass } = await browserWith(4);
      first.crash();
      await pass(5_500);
      expect(streamsOf(others)).toEqual([1, 0, 0]);
      expectWhole(fake, others);
    });

    test('and the tab that would follow crash together, the next one takes over', async () => {
      const { fake, first, others, pass } = await browserWith(4);
      first.crash();
      others[0]?.crash();
      await pass(6_500);
      expect(streamsOf(others)).toEqual([0, 1, 0]);
      expectWhole(fake, others.slice(1));
    });

    test('stands still, it is replaced, and gives up when it wakes', async () => {
      const { fake, first, tabs, pass } = await browserWith(3);
      first.freeze();
      await pass(7_000);
      expect(streamsOf(tabs)).toEqual([1, 1, 0]);
      first.thaw();
      await pass(1_000);
      expect(streamsOf(tabs)).toEqual([0, 1, 0]);
      expectWhole(fake, tabs);
    });

    test('is in the background with its timers held back, it goes on leading those that are there too', async () => {
      const { tabs, first, pass, server } = await browserWith(3);
      for (const { link, page } of tabs) {
        Object.assign(page, { isVisible: false, isThrottled: true });
        link.slowDown();
      }
      const samplesBefore = first.samples.length;
      await pass(600_000);
      expect(streamsOf(tabs)).toEqual([1, 0, 0]);
      for (const { samples } of tabs) {
        const windows = samples.slice(samplesBefore).map(({ t }) => Math.floor(t / 10_000));
        expect(new Set(windows).size).toBe(windows.length);
        expect(samples.at(-1)?.t).toBeGreaterThan((server.times.at(-1) ?? 0) - 10_000);
      }
    });

    test('is in the background, a tab that stays in front takes over', async () => {
      const { fake, tabs, first, others, pass } = await browserWith(3);
      Object.assign(first.page, { isVisible: false, isThrottled: true });
      first.link.slowDown();
      await pass(9_000);
      expect(streamsOf(tabs)).toEqual([1, 0, 0]);
      await pass(3_000);
      expect(streamsOf(tabs)).toEqual([0, 1, 0]);
      expectWhole(fake, others);
    });

    test('is not heard for a while, there are two, and soon one again', async () => {
      const { fake, tabs, first, pass } = await browserWith(3);
      fake.apart.add(first.name);
      await pass(7_000);
      expect(streamsOf(tabs)).toEqual([1, 1, 0]);
      fake.apart.clear();
      await pass(1_500);
      expect(streamsOf(tabs)).toEqual([0, 1, 0]);
      expectWhole(fake, tabs);
    });

    test('begins twice because the first was too busy to answer, the one that has led for longer stays', async () => {
      const { fake, tabs, first, pass } = await browserWith(2, 2_000);
      first.freeze();
      const late = fake.open();
      await pass(600);
      expect(late.streams).toBe(1);
      first.thaw();
      await pass(1_500);
      expect(streamsOf([...tabs, late])).toEqual([1, 0, 0]);
      expectWhole(fake, [...tabs, late]);
    });
  });

  describe('a tab', () => {
    test('that stood still while it was opened reads the answer before it begins to lead', async () => {
      const { tabs, pass, fake } = await browserWith(2);
      const late = fake.open();
      late.freeze();
      await pass(16_000);
      late.thaw();
      await pass(600);
      expect(streamsOf([...tabs, late])).toEqual([1, 0, 0]);
      expect(late.phase).toBe('live');
    });

    test('that missed messages has everything soon after', async () => {
      const { fake, tabs, others, pass } = await browserWith(3);
      const deaf = others[1];
      fake.apart.add(deaf?.name ?? '');
      await pass(3_000);
      fake.apart.clear();
      await pass(2_000);
      expectWhole(fake, tabs);
    });

    test('of another session than the stream has brings the stream to its own', async () => {
      const { fake, tabs, server, pass } = await browserWith(2);
      server.session = 'paired anew';
      const late = fake.open();
      await pass(2_500);
      expect(streamsOf([...tabs, late])).toEqual([0, 0, 1]);
      expect(late.phase).toBe('live');
      for (const tab of tabs) expect(pointsOf(tab)).toEqual({ times: server.times, holes: 0 });
    });

    test('that was put to sleep and comes back has everything', async () => {
      const { fake, tabs, first, pass } = await browserWith(3);
      first.link.stop();
      await pass(20_000);
      first.link.start();
      await pass(2_000);
      expect(streamsOf(tabs)).toEqual([0, 1, 0]);
      expectWhole(fake, tabs);
    });
  });

  describe('a server that is away', () => {
    test('is told of in all tabs, and each can have it tried again', async () => {
      const { tabs, others, server, pass } = await browserWith(3);
      server.isDown = true;
      await pass(30_000);
      expect(tabs.map(({ phase }) => phase)).toEqual(['retrying', 'retrying', 'retrying']);
      server.isDown = false;
      others[1]?.link.retryNow();
      await pass(100);
      expect(tabs.map(({ phase }) => phase)).toEqual(['live', 'live', 'live']);
    });

    test('and starts anew is live in all tabs again', async () => {
      const { fake, tabs, server, pass } = await browserWith(3);
      server.isDown = true;
      await pass(5_000);
      server.restart();
      server.isDown = false;
      await pass(20_000);
      const before = tabs.map((tab) => pointsOf(tab));
      expect(streamsOf(tabs)).toEqual([1, 0, 0]);
      for (const { times, holes } of before) expect({ times, holes }).toEqual({ times: server.times, holes: 1 });
      expect(fake.server.hub.figures().viewers).toBe(1);
    });

    test('is found by the next leader where the one before died meanwhile', async () => {
      const { first, others, server, pass } = await browserWith(3);
      server.isDown = true;
      await pass(3_000);
      first.crash();
      await pass(6_000);
      server.isDown = false;
      await pass(20_000);
      expect(streamsOf(others)).toEqual([1, 0]);
      for (const tab of others) expect(pointsOf(tab).times).toEqual(server.times);
    });
  });
});

describe('a tab that is alone', () => {
  test('asks for the stream at once where nobody has the lock', async () => {
    const fake = createFakeTabs(undefined, true);
    const tab = fake.open();
    await fake.pass(10);
    expect([tab.streams, fake.locks.holder]).toEqual([1, tab.name]);
  });

  test('waits whether others answer where there are no locks', async () => {
    const fake = createFakeTabs();
    const tab = fake.open();
    await fake.pass(140);
    expect(tab.streams).toBe(0);
    await fake.pass(20);
    expect(tab.streams).toBe(1);
  });
});

describe('the lock', () => {
  test('goes to one alone of many tabs that are opened together, and no other asks for a stream', async () => {
    const fake = createFakeTabs(undefined, true);
    const tabs = Array.from({ length: 8 }, () => fake.open());
    for (let step = 0; step < 100; step += 1) {
      await fake.pass(10);
      expect(streamsOf(tabs).filter((some) => some > 0)).toHaveLength(1);
    }
  });

  test('goes to whoever takes over, so that a newcomer does not think that it is alone', async () => {
    const fake = createFakeTabs(undefined, true);
    const [first, second] = [fake.open(), fake.open()];
    await fake.pass(700);
    first.close();
    await fake.pass(1_000);
    expect([second.streams, fake.locks.holder]).toEqual([1, second.name]);
    const late = fake.open();
    await fake.pass(10);
    expect(streamsOf([second, late])).toEqual([1, 0]);
  });

  test('is let go by a tab that follows another one', async () => {
    const fake = createFakeTabs(undefined, true);
    const tabs = [fake.open(), fake.open()];
    await fake.pass(700);
    fake.apart.add('tab1');
    await fake.pass(7_000);
    expect(streamsOf(tabs)).toEqual([1, 1]);
    expect(fake.locks.holder).toBe('tab1');
    fake.apart.clear();
    await fake.pass(1_500);
    expect([streamsOf(tabs), fake.locks.holder]).toEqual([[0, 1], 'tab2']);
  });
});
