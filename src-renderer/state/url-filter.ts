import { isMetricId, type MetricId } from '../../src-shared/metrics/registry.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import { readFilter } from '../link/wanted-filter.ts';
import { windowChoicesMs, type WindowMs } from './model.ts';
import { longestRangeMs, shortestRangeMs, type TimeSpan } from './time-range.ts';

/** How the person wants light and dark; `auto` follows the device. */
export type ThemeChoice = 'auto' | 'dark' | 'light';

/** What the page's address keeps, so that a wall display can be bookmarked. */
export interface PageSettings {
  readonly filter: Filter;
  readonly windowMs: WindowMs;
  /** A stretch that stands still; `null` for the live window. */
  readonly fixed: TimeSpan | null;
  /** `null` where the address does not say. */
  readonly theme: ThemeChoice | null;
}

/** Shown without a choice: five minutes. */
export const defaultWindowMs: WindowMs = 300_000;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * Reads `metrics`, `instances` (lists by comma; a comma within a name is written `\,`), `interval` in ms, `window` as
 * `1m`, `6h` or `7d`, `from` and `to` in ms since the epoch for a stretch that stands still, and `theme`. What does not fit is passed over: an address may come from another version or another hand.
 */
export function readSettings(search: string): PageSettings {
  const query = new URLSearchParams(search);
  const metrics = readMetrics(query);
  const instances = readList(query, 'instances');
  const interval = Number(query.get('interval') ?? Number.NaN);
  const filter = readFilter({
    ...(metrics === undefined ? {} : { metrics }),
    ...(instances === undefined ? {} : { instances: instances.slice(0, limits.listEntries) }),
    ...(isInterval(interval) ? { intervalMs: interval } : {}),
  });
  const windowMs = windowChoicesMs.find((choice) => writeWindow(choice) === query.get('window'));
  const theme = query.get('theme');
  return {
    filter: filter ?? {},
    windowMs: windowMs ?? defaultWindowMs,
    fixed: readSpan(query),
    theme: isTheme(theme) ? theme : null,
  };
}

/** Writes settings into a query, `''` or with its `?`; parameters of others stay. */
export function writeSettings(search: string, { filter, windowMs, fixed, theme }: PageSettings): string {
  const query = new URLSearchParams(search);
  const put = (name: string, text: string | undefined) => {
    if (text === undefined) query.delete(name);
    else query.set(name, text);
  };
  put('metrics', filter.metrics?.join(','));
  put('instances', filter.instances?.map((name) => name.replaceAll(',', '\\,')).join(','));
  put('interval', filter.intervalMs === undefined ? undefined : String(filter.intervalMs));
  put('window', windowMs === defaultWindowMs ? undefined : writeWindow(windowMs));
  put('from', fixed === null ? undefined : String(fixed.startMs));
  put('to', fixed === null ? undefined : String(fixed.endMs));
  put('theme', theme === null || theme === 'auto' ? undefined : theme);
  // Both are allowed in a query as they are, and people read addresses.
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%40', '@');
  return text === '' ? '' : `?${text}`;
}

/** True for `auto`, `dark` and `light`. */
export function isTheme(text: string | null): text is ThemeChoice {
  return text === 'auto' || text === 'dark' || text === 'light';
}

/** An empty list is a choice; one of which nothing is known here is not. */
function readMetrics(query: URLSearchParams): MetricId[] | undefined {
  const listed = readList(query, 'metrics');
  const known = listed?.filter(isMetricId);
  return known?.length === 0 && listed?.length !== 0 ? undefined : known;
}

function readList(query: URLSearchParams, name: string): string[] | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  return text
    .split(/(?<!\\),/u)
    .filter((part) => part !== '')
    .map((part) => part.replaceAll('\\,', ','));
}

function writeWindow(ms: WindowMs): string {
  if (ms < hourMs) return `${String(ms / minuteMs)}m`;
  return ms <= dayMs ? `${String(ms / hourMs)}h` : `${String(ms / dayMs)}d`;
}

function readSpan(query: URLSearchParams): TimeSpan | null {
  const startMs = Number(query.get('from') ?? Number.NaN);
  const endMs = Number(query.get('to') ?? Number.NaN);
  const fits = Number.isSafeInteger(startMs) && Number.isSafeInteger(endMs) && startMs > 0;
  const lengthMs = endMs - startMs;
  return fits && lengthMs >= shortestRangeMs && lengthMs <= longestRangeMs ? { startMs, endMs } : null;
}

function isInterval(ms: number): boolean {
  return Number.isInteger(ms) && ms >= limits.intervalMs.min && ms <= limits.intervalMs.max;
}
