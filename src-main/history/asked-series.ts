import { Fault } from '../../src-shared/fault.ts';
import { findSeries } from '../../src-shared/metrics/find-series.ts';
import { formatSeries, parseSeries } from '../../src-shared/metrics/series.ts';
import { longestPeriodMs } from '../../src-shared/metrics/visit-readings.ts';
import { everyInstance } from '../../src-shared/protocol/rule.ts';

/** Most series of one answer, instances counted one by one. */
const mostSeries = 64;

/** One line of an answer. */
export interface AskedSeries {
  /** Public name, with the instance. */
  readonly name: string;
  /** `metric.field`. */
  readonly series: string;
  /** `*` for a series without instances. */
  readonly instance: string;
  readonly unit: string;
  /** Longest ordinary time between two readings, ms. */
  readonly periodMs: number;
}

/**
 * Finds what was asked for; a series without its instance stands for all that `instancesOf` finds.
 * @param everyMs the server's interval
 * @throws Fault `invalid_query` for a series that no metric declares, and for more than 64
 */
export function askedSeries(
  names: readonly string[],
  everyMs: number,
  instancesOf: (series: string) => readonly string[],
): readonly AskedSeries[] {
  const found = new Map<string, AskedSeries>();
  for (const name of names) for (const one of expand(name, everyMs, instancesOf)) found.set(one.name, one);
  if (found.size > mostSeries) {
    throw new Fault(
      'invalid_query',
      `This asks for ${String(found.size)} series; one answer holds ${String(mostSeries)}. Name the instances you need, as in network.received@eth0.`,
    );
  }
  return [...found.values()];
}

function expand(
  name: string,
  everyMs: number,
  instancesOf: (series: string) => readonly string[],
): readonly AskedSeries[] {
  const parsed = parseSeries(name);
  const known = parsed === null ? null : findSeries(`${parsed.metric}.${parsed.field}`);
  if (parsed === null || known === null) {
    throw new Fault('invalid_query', `There is no series ${JSON.stringify(name)}; /api/v1/info lists them.`);
  }
  const { metric, field } = parsed;
  const series = formatSeries(metric, field, null);
  const line = (instance: string | null): AskedSeries => ({
    name: formatSeries(metric, field, instance),
    series,
    instance: instance ?? everyInstance,
    unit: known.series.unit,
    periodMs: longestPeriodMs(known.metric, everyMs),
  });
  if (!known.hasInstances) {
    if (parsed.instance === null) return [line(null)];
    throw new Fault('invalid_query', `${series} has no instances; leave out what stands behind the @.`);
  }
  return parsed.instance === null ? instancesOf(series).map(line) : [line(parsed.instance)];
}
