import { tableOrder } from '../../src-shared/metrics/table-order.ts';
import { parseFilter, type Filter } from '../../src-shared/protocol/filter.ts';
import { Fault } from '../../src-shared/fault.ts';

/** Time between two samples that a page asks for while nobody looks at it, ms. */
const awayIntervalMs = 10_000;

/** The filter to ask for while the page is in the background: the person's own, but slow. */
export function slowed(filter: Filter): Filter {
  return { ...filter, intervalMs: Math.max(awayIntervalMs, filter.intervalMs ?? 0) };
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

function canonical({ metrics, instances, intervalMs, processes }: Filter): string {
  return JSON.stringify([
    metrics === undefined ? null : [...metrics].sort(),
    instances === undefined ? null : [...instances].sort(),
    intervalMs ?? null,
    processes === undefined ? null : [processes.top, processes.sort, tableOrder(processes), processes.match],
  ]);
}
