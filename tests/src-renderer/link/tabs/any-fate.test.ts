import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeTabs, pointsOf, type FakeTab } from './fake-tabs.ts';

type Fate = 'open' | 'close' | 'crash' | 'freeze' | 'thaw' | 'throttle' | 'mute' | 'hear' | 'sleep' | 'wake';

const fates = fc.constantFrom<Fate>(
  'open',
  'open',
  'close',
  'crash',
  'freeze',
  'thaw',
  'throttle',
  'mute',
  'hear',
  'sleep',
  'wake',
);
const steps = fc.array(
  fc.record({ fate: fates, of: fc.nat({ max: 20 }), thenMs: fc.constantFrom(0, 20, 400, 1_500, 6_000) }),
  { minLength: 1, maxLength: 25 },
);

test(
  'whatever becomes of tabs, soon one of them holds the stream and all have every sample once',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (story, hasLocks) => {
        const fake = createFakeTabs(undefined, hasLocks);
        const tabs: FakeTab[] = [fake.open()];
        const asleep = new Set<FakeTab>();
        const act = (fate: Fate, tab: FakeTab) => {
          if (fate === 'open') tabs.push(fake.open());
          else if (fate === 'freeze') tab.freeze();
          else if (fate === 'thaw') tab.thaw();
          else if (fate === 'throttle') tab.page.isThrottled = !tab.page.isThrottled;
          else if (fate === 'mute') fake.apart.add(tab.name);
          else if (fate === 'hear') fake.apart.delete(tab.name);
          else if (fate === 'sleep' && !asleep.has(tab)) {
            asleep.add(tab);
            tab.link.stop();
          } else if (fate === 'wake' && asleep.delete(tab)) tab.link.start();
          else if (fate === 'close' || fate === 'crash') {
            tab[fate]();
            tabs.splice(tabs.indexOf(tab), 1);
          }
        };
        for (const { fate, of, thenMs } of story) {
          const tab = tabs[of % Math.max(1, tabs.length)];
          if (tab !== undefined) act(fate, tab);
          else if (fate === 'open') tabs.push(fake.open());
          await fake.pass(thenMs);
        }
        fake.apart.clear();
        for (const tab of tabs) {
          tab.thaw();
          tab.page.isThrottled = false;
          if (asleep.has(tab)) tab.link.start();
        }
        // A timer that was held back to the next full minute comes when it comes.
        await fake.pass(70_000);
        await fake.pass(50);
        const open = tabs.map(({ streams }) => streams).reduce((sum, some) => sum + some, 0);
        expect(open).toBe(Math.min(1, tabs.length));
        for (const tab of tabs) {
          expect(tab.phase).toBe('live');
          expect(pointsOf(tab)).toEqual({ times: fake.server.times, holes: 0 });
        }
      }),
      { numRuns: 40 },
    );
  },
);
