import { definitionOf, metricIds, type MetricId } from '../../src-shared/metrics/registry.ts';
import { tableOrder } from '../../src-shared/metrics/table-order.ts';
import { parseFilter, type Filter } from '../../src-shared/protocol/filter.ts';
import { Fault } from '../../src-shared/fault.ts';

/** Time between two samples that a page asks for while nobody looks at it, ms. */
const awayIntervalMs = 10_000;

/** The filter to ask for while the page is in the background: the person's own, but slow. */
export function slowed(filter: Filter): Filter {
  const slow = { ...filter, intervalMs: Math.max(awayIntervalMs, filter.intervalMs ?? 0) };
  delete slow.fast;
  return slow;
}

/**
 * True when what the server has in force is what the page wants.
 * @param serverIntervalMs the server's own interval, below which it raises what is asked
 */
export function isInForce(wanted: Filter, inForce: unknown, serverIntervalMs: number): boolean {
  const theirs = readFilter(inForce);
  if (theirs === null) return false;
  const raised = (filter: Filter): Filter =>
    filter.intervalMs === undefined ? filter : { ...filter, intervalMs: Math.max(serverIntervalMs, filter.intervalMs) };
  return canonical(raised(wanted)) === canonical(raised(theirs));
}

/** Parses a filter from outside; `null` where it is none. */
export function readFilter(input: unknown): Filter | null {
  try {
    return parseFilter(input);
  } catch (caught) {
    if (caught instanceof Fault) return null;
    throw caught;
  }
}

/** True where two filters name the same instances. */
export function sameInstances(one: Filter, other: Filter): boolean {
  return canonicalList(one.instances) === canonicalList(other.instances);
}

/** True where two filters cut tables alike. */
export function sameTable(one: Filter, other: Filter): boolean {
  return canonicalTable(one.processes) === canonicalTable(other.processes);
}

/** The metrics with a table that a filter lets through. */
export function tablesOf({ metrics }: Filter): readonly MetricId[] {
  return metricIds.filter((id) => hasTable(id) && metrics?.includes(id) !== false);
}

/** True for a metric whose value holds a table, of which each viewer gets a cut of its own. */
export function hasTable(id: MetricId): boolean {
  return definitionOf(id).narrowTable !== undefined;
}

function canonical({ metrics, instances, intervalMs, fast, processes }: Filter): string {
  const lists = [metrics, instances, fast ?? []].map(canonicalList);
  return [...lists, intervalMs ?? null, canonicalTable(processes)].join('\n');
}

function canonicalList(names: readonly string[] | undefined): string {
  return JSON.stringify(names === undefined ? null : [...names].sort());
}

function canonicalTable(table: Filter['processes']): string {
  return JSON.stringify(table === undefined ? null : [table.top, table.sort, tableOrder(table), table.match]);
}
