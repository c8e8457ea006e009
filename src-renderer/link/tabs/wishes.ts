import type { MetricId } from '../../../src-shared/metrics/registry.ts';
import type { Filter } from '../../../src-shared/protocol/filter.ts';
import type { TabMessage, Wish } from './tab-message.ts';
import { unionFilter } from './union-filter.ts';

/** Calls that a tab may leave unanswered before its wish is forgotten: it may be asleep, or have crashed. */
const callsMissed = 2;

/** What all tabs want, as far as this one has heard. */
export interface Wishes {
  own: Wish;
  readonly hear: (message: TabMessage) => void;
  /** Counts a call for wishes; those who have left too many unanswered are forgotten. */
  readonly called: () => void;
  readonly forget: (tab: string) => void;
  readonly union: () => Filter;
  /** All tabs, best leader first: those that somebody looks at before others, then those that were opened earlier. */
  readonly succession: () => readonly string[];
}

interface Kept {
  readonly wish: Wish;
  missed: number;
}

/** Begins with the wish of this tab alone. */
export function createWishes(self: string, own: Wish): Wishes {
  const others = new Map<string, Kept>();
  let fastBefore: readonly MetricId[] = [];
  const wishes: Wishes = {
    own,
    hear(message) {
      if (message.type === 'leave') others.delete(message.from);
      else if (message.type === 'seek' || message.type === 'want') {
        others.set(message.from, { wish: message.wish, missed: 0 });
      }
    },
    called() {
      for (const [tab, kept] of others) {
        kept.missed += 1;
        if (kept.missed > callsMissed) others.delete(tab);
      }
    },
    forget(tab) {
      others.delete(tab);
    },
    union() {
      const filters = [wishes.own.filter, ...[...others.values()].map(({ wish }) => wish.filter)];
      const union = unionFilter(filters, fastBefore);
      fastBefore = union.fast ?? [];
      return union;
    },
    succession() {
      const all: readonly (readonly [string, Wish])[] = [
        [self, wishes.own],
        ...[...others].map(([tab, { wish }]) => [tab, wish] as const),
      ];
      return [...all].sort(byFitness).map(([tab]) => tab);
    },
  };
  return wishes;
}

function byFitness([a, one]: readonly [string, Wish], [b, other]: readonly [string, Wish]): number {
  const seen = Number(other.isVisible) - Number(one.isVisible);
  return seen !== 0 ? seen : one.sinceMs - other.sinceMs || (a < b ? -1 : 1);
}
