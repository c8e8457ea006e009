import * as v from 'valibot';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import type { Command } from '../../src-shared/protocol/commands.ts';

const name = v.optional(v.pipe(v.string(), v.maxLength(256)));

/** Names of things, which are no secrets where there are such things; everything else that a command holds stays out of the log. */
const told = v.object({
  series: name,
  instance: name,
  noteId: name,
  targetId: name,
  presenceId: name,
  sessionId: name,
  role: name,
  rule: v.optional(v.object({ series: name, instance: name })),
  target: v.optional(v.object({ id: name })),
  changes: v.optional(v.record(v.string(), v.unknown())),
});

/**
 * What a command is about, for the audit log. The names in one that was refused may be anything, somebody's token put into
 * the wrong field too: of those only a series that there is.
 */
export function auditDetail(command: Command, isDone: boolean): Readonly<Record<string, string>> | undefined {
  const parsed = v.safeParse(told, command);
  if (!parsed.success) return undefined;
  const { rule, target, changes, ...named } = parsed.output;
  if (!isDone) {
    const series = rule?.series ?? named.series;
    return series === undefined || findSeries(series) === null ? undefined : { series };
  }
  const about = Object.entries({
    ...named,
    ...rule,
    ...(target?.id === undefined ? {} : { targetId: target.id }),
    ...(changes === undefined ? {} : { settings: Object.keys(changes).join() }),
  });
  const given = about.flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, value]]));
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
