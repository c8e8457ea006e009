import type { MetricDefinition, SeriesDefinition } from '../../src-shared/metrics/definition.ts';
import { definitionOf, metricIds } from '../../src-shared/metrics/registry.ts';
import { formatSeries } from '../../src-shared/metrics/series.ts';
import { baseUnits, type BaseUnit } from './base-unit.ts';
import type { Family } from './family.ts';

/** The family of one series, and how its numbers become the family's. */
export interface SeriesFamily extends Omit<Family, 'values'> {
  /** `metric.field`. */
  readonly series: string;
  readonly unit: BaseUnit;
}

/** The families of all series, made from their definitions alone. */
export const seriesFamilies: readonly SeriesFamily[] = metricIds.flatMap((id) => {
  const definition = definitionOf(id);
  return Object.entries(definition.series).map(([field, series]) => familyOf(definition, field, series));
});

/** `lanpulse_METRIC_FIELD_UNIT`, with `_total` behind what is a counter; a unit is not said twice. */
function familyOf(definition: MetricDefinition, field: string, series: SeriesDefinition): SeriesFamily {
  const unit = baseUnits[series.unit];
  const said = [definition.id, ...words(series.scrapedAs ?? field)].filter((word) => word !== unit.word);
  const name = ['lanpulse', ...said, unit.word, unit.kind === 'rate' ? 'total' : ''];
  const hasInstances = definition.layout !== 'record' || series.indexed === true;
  return {
    series: formatSeries(definition.id, field, null),
    name: name.filter((word) => word !== '').join('_'),
    help: helpOf(definition, series, unit),
    type: unit.kind === 'rate' ? 'counter' : 'gauge',
    labels: hasInstances ? [definition.scrapeLabel ?? 'name'] : [],
    unit,
  };
}

/** `packetsReceived` as `packets`, `received`. */
function words(camel: string): readonly string[] {
  return camel
    .replace(/(?<=[a-z0-9])(?=[A-Z])/gu, ' ')
    .toLowerCase()
    .split(' ');
}

function helpOf({ label, layout }: MetricDefinition, series: SeriesDefinition, unit: BaseUnit): string {
  const each = layout === 'record' && series.indexed !== true ? '' : ', of each';
  const since = unit.kind === 'rate' ? ', since Lanpulse was started' : '';
  return `${label}: ${series.label}${each}${unit.word === '' ? '' : `, in ${inWords(unit.word)}`}${since}`;
}

function inWords(unit: string): string {
  return unit === 'ratio' ? 'shares of 1' : unit === 'celsius' ? 'degrees Celsius' : unit;
}
