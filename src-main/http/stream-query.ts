import { Fault } from '../../src-shared/fault.ts';
import { parseFilter, type Filter } from '../../src-shared/protocol/filter.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import { isViewerId } from '../../src-shared/protocol/viewer-id.ts';

/** What the address of a stream or a poll says. */
export interface StreamQuery {
  readonly viewer: string | undefined;
  /** Used only where the viewer is new. */
  readonly filter: Filter;
}

/**
 * Reads `metrics`, `instances`, `interval`, `fast`, `top`, `sort`, `order`, `match` and `viewer`. Lists are separated by commas.
 * @throws Fault `invalid_filter` or `invalid_viewer`
 */
export function readStreamQuery(query: URLSearchParams): StreamQuery {
  const viewer = query.get('viewer') ?? undefined;
  if (viewer !== undefined && !isViewerId(viewer)) {
    throw new Fault('invalid_viewer', 'A viewer id is 22 to 64 characters of base64url.');
  }
  const table = pick({
    top: number(query, 'top'),
    sort: query.get('sort'),
    order: query.get('order'),
    match: query.get('match'),
  });
  const filter = parseFilter(
    pick({
      metrics: list(query, 'metrics'),
      instances: list(query, 'instances'),
      intervalMs: number(query, 'interval'),
      fast: list(query, 'fast'),
      processes: Object.keys(table).length === 0 ? null : table,
    }),
  );
  return { viewer, filter };
}

/**
 * Reads the hold time of a long poll in ms; default 25000, or the longest where that is less.
 * @param onTooLong called for a time above `mostMs`, before it is refused
 * @throws Fault `invalid_query`
 */
export function readPollTimeout(query: URLSearchParams, mostMs: number, onTooLong: () => void): number {
  const value = number(query, 'timeout') ?? Math.min(limits.pollMs.default, mostMs);
  if (Number.isInteger(value) && value >= 0 && value <= mostMs) return value;
  if (value > mostMs) onTooLong();
  throw new Fault('invalid_query', `"timeout" is a whole number of ms from 0 to ${String(mostMs)}.`);
}

function list(query: URLSearchParams, name: string): string[] | null {
  const texts = query.getAll(name);
  if (texts.length === 0) return null;
  return texts.flatMap((text) => (text === '' ? [] : text.split(',')));
}

/** NaN for what is no number, so that the schema refuses it by name. */
function number(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  return /^-?\d+(\.\d+)?$/u.test(text) ? Number(text) : Number.NaN;
}

function pick(entries: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null));
}
