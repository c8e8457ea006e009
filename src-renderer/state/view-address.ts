import { findSeries } from '../../src-shared/metrics/find-series.ts';
import type { MetricId } from '../../src-shared/metrics/registry.ts';
import { formatSeries, parseSeries } from '../../src-shared/metrics/series.ts';

/** Most instances that one large chart shows: more lines could not be told apart. */
export const mostInstances = 7;

/** One series that is shown large. */
export interface DetailView {
  readonly metric: MetricId;
  readonly field: string;
  /** The chosen instances, at most {@link mostInstances}; empty while none is chosen, and for a series without any. */
  readonly instances: readonly string[];
}

/** What the same time of another day is laid under the chart for. */
export const comparisons = ['yesterday', 'week'] as const;
/** See {@link comparisons}. */
export type Comparison = (typeof comparisons)[number];

/** The part of the page's address that says what is shown. */
export interface ViewAddress {
  /** `null` for the overview. */
  readonly detail: DetailView | null;
  /** `null` for none. */
  readonly compare: Comparison | null;
  /** The chosen moment, ms since the epoch; `null` for none. */
  readonly atMs: number | null;
}

/** Nothing but the overview. */
export const overviewAddress: ViewAddress = { detail: null, compare: null, atMs: null };

/**
 * Reads `view` (public series names by comma, all of one series: `disk.read@sda,disk.read@sdb`; a comma within a name is
 * written `\,`), `compare` and `at`. What does not fit is passed over, as in the rest of the address.
 */
export function readView(search: string): ViewAddress {
  const query = new URLSearchParams(search);
  const detail = readDetail(query.get('view'));
  if (detail === null) return overviewAddress;
  const compare = comparisons.find((one) => one === query.get('compare')) ?? null;
  const at = Number(query.get('at') ?? Number.NaN);
  return { detail, compare, atMs: Number.isSafeInteger(at) && at > 0 ? at : null };
}

/** Writes it into a query, `''` or with its `?`; parameters of others stay. */
export function writeView(search: string, { detail, compare, atMs }: ViewAddress): string {
  const query = new URLSearchParams(search);
  const put = (name: string, text: string | null) => {
    if (text === null) query.delete(name);
    else query.set(name, text);
  };
  put('view', detail === null ? null : writeDetail(detail));
  put('compare', detail === null ? null : compare);
  put('at', detail === null || atMs === null ? null : String(atMs));
  // All are allowed in a query as they are, and people read addresses.
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%40', '@').replaceAll('%2F', '/');
  return text === '' ? '' : `?${text}`;
}

/** Public names of what a view shows; the name without an instance stands for every instance. */
export function seriesOf({ metric, field, instances }: DetailView): readonly string[] {
  return instances.length === 0
    ? [formatSeries(metric, field, null)]
    : instances.map((instance) => formatSeries(metric, field, instance));
}

function writeDetail(view: DetailView): string {
  return seriesOf(view)
    .map((name) => name.replaceAll(',', '\\,'))
    .join(',');
}

function readDetail(text: string | null): DetailView | null {
  const names = (text ?? '').split(/(?<!\\),/u).map((name) => parseSeries(name.replaceAll('\\,', ',')));
  const [first] = names;
  if (first === null || first === undefined) return null;
  const found = findSeries(formatSeries(first.metric, first.field, null));
  if (found === null) return null;
  const { metric, field, hasInstances } = found;
  if (!hasInstances) return first.instance === null ? { metric, field, instances: [] } : null;
  const instances = names.flatMap((one) => {
    const instance = one?.instance ?? null;
    return instance !== null && one?.metric === metric && one.field === field ? [instance] : [];
  });
  return { metric, field, instances: [...new Set(instances)].slice(0, mostInstances) };
}
