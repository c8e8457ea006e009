import { join } from 'node:path';
import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { defaultRules } from '../../src-shared/protocol/default-rules.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import { parseRule, type Rule, type Rules } from '../../src-shared/protocol/rule.ts';
import { keptFile, type KeptFile, type KeptFilePlace } from '../kept-file.ts';
import { createRuleBook, type RuleBook } from './rule-book.ts';

/** The file as it stands in the data directory: what differs from the defaults. */
const fileSchema = v.object({
  format: v.literal(1),
  revision: v.pipe(v.number(), v.integer(), v.minValue(0)),
  by: v.nullable(v.string()),
  changed: v.array(v.unknown()),
});

type RulesFile = v.InferOutput<typeof fileSchema>;

/** The only writer of thresholds. */
export interface RuleStore {
  /** Every rule in force: the defaults with the changes in the order of the metrics, then those without a default. */
  current(): Rules;
  /** The same for looking up. */
  book(): RuleBook;
  /**
   * Puts a rule in force. Resolves when it is on disk and everybody has been told; a rule that is already in force
   * counts as no change.
   * @param by who asks, as others will read it
   * @throws Fault `invalid_rule`; then nothing has changed
   */
  set(input: unknown, by: string): Promise<Rules>;
  /**
   * Takes changes of a series back to its default.
   * @param instance only the rule of this instance; `undefined` for all rules of the series
   * @throws Fault `invalid_rule` for an unknown series
   */
  reset(series: string, instance: string | undefined, by: string): Promise<Rules>;
}

/** What a store is opened with. */
export interface RuleStoreOptions extends Omit<KeptFilePlace, 'path'> {
  readonly dataDir: string;
  /** Called after each change, when it is on disk and in force. */
  readonly onChange: (rules: Rules) => void;
}

interface Contents {
  readonly rules: Rules;
  readonly changed: ReadonlyMap<string, Rule>;
}

const keyOf = (rule: Pick<Rule, 'series' | 'instance'>) => `${rule.series}@${rule.instance}`;

const defaults = defaultRules();
const known = new Set(defaults.map(keyOf));

/** Reads the rules that were changed before; a damaged file is set aside, and its good rules stay in force. */
export async function openRules(options: RuleStoreOptions): Promise<RuleStore> {
  const file = keptFile({ ...options, path: join(options.dataDir, 'rules.json') }, fileSchema);
  let contents = await load(file);
  let book = createRuleBook(contents.rules.rules);
  let last: Promise<unknown> = Promise.resolve();

  /** One change at a time, each made from what the one before left. */
  function change(by: string, edit: (changed: ReadonlyMap<string, Rule>) => ReadonlyMap<string, Rule>): Promise<Rules> {
    const done = last.then(async () => {
      const changed = edit(contents.changed);
      if (changed === contents.changed) return contents.rules;
      if (changed.size > limits.changedRules) {
        throw new Fault('invalid_rule', `More than ${String(limits.changedRules)} changed rules: reset some first.`);
      }
      const next = assemble(contents.rules.revision + 1, by, changed);
      await file.write({ format: 1, revision: next.rules.revision, by, changed: [...changed.values()] });
      contents = next;
      book = createRuleBook(next.rules.rules);
      options.onChange(next.rules);
      return next.rules;
    });
    // A refused change must not refuse those that come after it.
    last = done.catch(() => undefined);
    return done;
  }

  return {
    current: () => contents.rules,
    book: () => book,
    set: async (input, by) => {
      const rule = parseRule(input);
      return change(by, (changed) => {
        const before = contents.rules.rules.find((one) => keyOf(one) === keyOf(rule));
        return before !== undefined && isSame(before, rule) ? changed : new Map([...changed, [keyOf(rule), rule]]);
      });
    },
    reset: async (series, instance, by) => {
      if (findSeries(series) === null) {
        throw new Fault('invalid_rule', 'The rule\'s "series" is no series that Lanpulse knows.');
      }
      return change(by, (changed) => {
        const kept = [...changed].filter(
          ([, rule]) => rule.series !== series || (instance !== undefined && rule.instance !== instance),
        );
        return kept.length === changed.size ? changed : new Map(kept);
      });
    },
  };
}

async function load(file: KeptFile<RulesFile>): Promise<Contents> {
  const held = await file.read();
  if (held === null) return assemble(0, null, new Map());
  const changed = new Map<string, Rule>();
  let refused: string | null = null;
  for (const input of held.changed) {
    try {
      const rule = parseRule(input);
      changed.set(keyOf(rule), rule);
    } catch (caught) {
      if (!(caught instanceof Fault)) throw caught;
      refused = caught.message;
    }
  }
  if (refused !== null) {
    await file.setAside(refused);
    await file.write({ ...held, changed: [...changed.values()] });
  }
  return assemble(held.revision, held.by, changed);
}

function assemble(revision: number, by: string | null, changed: ReadonlyMap<string, Rule>): Contents {
  const added = [...changed].filter(([key]) => !known.has(key)).map(([, rule]) => rule);
  const rules = [...defaults.map((rule) => changed.get(keyOf(rule)) ?? rule), ...added];
  return { rules: { revision, by, rules }, changed };
}

function isSame(a: Rule, b: Rule): boolean {
  return (
    a.direction === b.direction &&
    a.warn === b.warn &&
    a.critical === b.critical &&
    a.clear === b.clear &&
    a.forMs === b.forMs &&
    a.keepMs === b.keepMs &&
    a.enabled === b.enabled
  );
}
