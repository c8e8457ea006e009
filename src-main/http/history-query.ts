import { Fault } from '../../src-shared/fault.ts';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { formatSeries, parseSeries } from '../../src-shared/metrics/series.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { HistoryQuestion } from '../history/history.ts';

/** How many buckets may be asked for. */
interface PointBounds {
  readonly min: number;
  readonly default: number;
  readonly max: number;
}

/** Range of a question that does not name one. */
const defaultRangeMs = 3_600_000;
/** The last moment that a date of JavaScript can hold. */
const lastMs = 8_640_000_000_000_000;

/**
 * Reads `series` (repeated), `from`, `to`, `points` and `summary`. Defaults: `to` is now, `from` an hour before it,
 * `points` as its bounds say.
 * @throws Fault `invalid_query` that names the parameter
 */
export function readHistoryQuery(
  query: URLSearchParams,
  nowMs: number,
  bounds: PointBounds = limits.historyPoints,
): HistoryQuestion {
  const series = readSeries(query);
  const to = wholeNumber(query, 'to', 'ms since the epoch', 0, lastMs) ?? nowMs;
  const from = wholeNumber(query, 'from', 'ms since the epoch', 0, lastMs) ?? Math.max(0, to - defaultRangeMs);
  if (from >= to) throw new Fault('invalid_query', '"from" must lie before "to".');
  if (to - from > limits.historyMs) throw new Fault('invalid_query', '"from" lies more than two years before "to".');
  const points = wholeNumber(query, 'points', 'buckets', bounds.min, bounds.max) ?? bounds.default;
  return { series, from, to, points, summary: readSwitch(query, 'summary') };
}

/**
 * Reads `at`, the moment whose processes are asked for.
 * @throws Fault `invalid_query`
 */
export function readMoment(query: URLSearchParams): number {
  const at = wholeNumber(query, 'at', 'ms since the epoch', 0, lastMs);
  if (at === null) throw new Fault('invalid_query', '"at" is missing: the moment, in ms since the epoch.');
  return at;
}

function readSeries(query: URLSearchParams): readonly string[] {
  const names = [...new Set(query.getAll('series'))];
  if (names.length === 0) throw new Fault('invalid_query', '"series" is missing: name one, such as cpu.total.');
  if (names.length > limits.historySeries) {
    throw new Fault('invalid_query', `"series" may stand there ${String(limits.historySeries)} times at most.`);
  }
  for (const name of names) {
    const shown = JSON.stringify(name.slice(0, 80));
    const parsed = name.length > limits.nameLength ? null : parseSeries(name);
    const found = parsed === null ? null : findSeries(formatSeries(parsed.metric, parsed.field, null));
    if (parsed === null || found === null) throw new Fault('invalid_query', `"series" ${shown} is not known.`);
    if (parsed.instance !== null && !found.hasInstances) {
      throw new Fault('invalid_query', `"series" ${shown} names an instance, and ${found.metric} has none.`);
    }
  }
  return names;
}

function wholeNumber(query: URLSearchParams, name: string, what: string, min: number, max: number): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const value = /^\d{1,16}$/u.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Fault('invalid_query', `"${name}" is a whole number of ${what} from ${String(min)} to ${String(max)}.`);
}

function readSwitch(query: URLSearchParams, name: string): boolean {
  const text = query.get(name) ?? '0';
  if (text === '0' || text === '1') return text === '1';
  throw new Fault('invalid_query', `"${name}" is 1 or 0.`);
}
