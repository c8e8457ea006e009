import type { BaseIssue, BaseSchema, InferOutput } from 'valibot';

/** How a number is written; `units.ts` turns a value of each unit into three significant digits and a suffix. */
export type Unit =
  | 'percent'
  | 'load'
  | 'bytes'
  | 'bytesPerSecond'
  | 'perSecond'
  | 'celsius'
  | 'watts'
  | 'count'
  | 'milliseconds'
  | 'minutes';

/** A name of the colour-blind-safe list in the page's tokens. Colour means subsystem: cpu blue, memory violet, ... */
export type SeriesColour = 'blue' | 'violet' | 'teal' | 'olive' | 'sky' | 'rose' | 'slate';

/** Pictograms a card can ask for. */
export type MetricIcon =
  | 'cpu'
  | 'gauge'
  | 'memory'
  | 'disk'
  | 'filesystem'
  | 'network'
  | 'temperature'
  | 'gpu'
  | 'battery'
  | 'processes'
  | 'pulse';

/** One number over time. */
export interface SeriesDefinition {
  readonly label: string;
  /**
   * What it is called where no card's title stands beside it; `{instance}` is filled in. Default: the metric's label, this
   * one's and the instance.
   */
  readonly fullLabel?: string;
  readonly unit: Unit;
  /** Lowest possible value, in `unit`. Default 0. */
  readonly min?: number;
  /** Highest possible value, in `unit`; left out where the machine decides. */
  readonly max?: number;
  readonly colour: SeriesColour;
  /** The field holds an array, one value per instance `0`, `1`, ... */
  readonly indexed?: boolean;
  /**
   * The value is in no reading: it is `part` as a share of `whole`, two other fields of the same metric, in percent.
   * `null` where either is unknown or the whole is 0.
   */
  readonly shareOf?: { readonly part: string; readonly whole: string };
  /**
   * What scrapers call it, where that is not the field's name: the part between the metric's name and the unit. Empty
   * where the metric's name alone says it.
   */
  readonly scrapedAs?: string;
  /** The column of a table that says who takes the most of it; see `MetricDefinition.nameLargest`. */
  readonly usedBy?: UseColumn;
}

/** A column of a table that counts what somebody uses. */
export type UseColumn = 'cpu' | 'memory';

/** Which side of a level is the bad one. */
export type Direction = 'above' | 'below';

/**
 * The rule of a series until somebody changes it, for all of its instances. Levels in the series' unit, times in ms;
 * what each means is said at `Rule` in `protocol/rule.ts`.
 */
export interface DefaultThreshold {
  readonly field: string;
  readonly direction: Direction;
  readonly warn: number | null;
  readonly critical: number | null;
  readonly clear: number | null;
  readonly forMs: number;
  readonly keepMs: number;
  /** False where no level suits most machines: the page then offers these numbers as a start. Default true. */
  readonly enabled?: boolean;
}

/**
 * The form of a metric's value.
 * - `record`: `{field: number | null}`; an `indexed` series holds an array.
 * - `instances`: `{INSTANCE: {field: number | null}}`.
 * - `map`: `{INSTANCE: number | null}`, for a metric with one series.
 */
export type ValueLayout = 'record' | 'instances' | 'map';

/** How the instances of one series become one number. */
export type Combine = 'sum' | 'max' | 'mean';

/** A big number at the head of a card. */
export interface Lead {
  readonly field: string;
  /** Words beside the number; a card with two leads shows them above. */
  readonly label?: string;
  /** A second line under `label`; may hold placeholders, see {@link MetricView.subtitle}. */
  readonly note?: string;
  /** Also written as a share of this field: "59.5 % of 31.2 GiB". */
  readonly of?: string;
  /** Default `sum`; has no meaning where there are no instances. */
  readonly combine?: Combine;
}

/** One line of a chart. */
export interface Line {
  readonly field: string;
  readonly label: string;
  readonly colour: SeriesColour;
  /** Drawn on top of this field's line, so that the distance between the two is the value. */
  readonly stackOn?: string;
  /** Filled down to the axis. Default false. */
  readonly fill?: boolean;
}

/** A bar with words: `value` of `of`. */
export interface Meter {
  readonly label: string;
  readonly field: string;
  /** What a full bar means: another field, or a number in the series' own unit. */
  readonly of: string | number;
  readonly colour: SeriesColour;
}

/**
 * A part of a card, top to bottom. The page has one component for each kind and knows no metric by name.
 */
export type Block =
  /** A line chart of record fields. `top`: fixed upper end, a field that holds it, or `null` for a round number above the data. */
  | {
      readonly kind: 'lines';
      readonly lines: readonly Line[];
      readonly top: number | string | null;
      readonly endLabels?: boolean;
    }
  /** One line per instance of a field. */
  | { readonly kind: 'instanceLines'; readonly field: string; readonly top: number | null; readonly bottom?: number }
  /** Sums over the visible instances, `up` above and `down` below one zero line. */
  | { readonly kind: 'mirrored'; readonly up: string; readonly down: string }
  /** One row per index of an indexed series, coloured by value. */
  | { readonly kind: 'heat'; readonly field: string; readonly label: string; readonly instance: string }
  /** Small charts side by side. */
  | { readonly kind: 'sparks'; readonly label: string; readonly note: string; readonly lines: readonly Line[] }
  | { readonly kind: 'meters'; readonly rows: readonly Meter[] }
  /** Per instance, one bar each for the given rows. */
  | { readonly kind: 'instanceMeters'; readonly rows: readonly Meter[] }
  /** Per instance a line of text: the given fields with their units. */
  | { readonly kind: 'instanceRows'; readonly fields: readonly string[] }
  /** Per instance: name, share, a bar, "used of total". */
  | { readonly kind: 'usage'; readonly share: string; readonly used: string; readonly total: string }
  /** Label and value pairs. */
  | { readonly kind: 'facts'; readonly fields: readonly string[] }
  /** The sortable, searchable process table. */
  | { readonly kind: 'processTable' };

/** The block of one kind. */
export type BlockOf<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>;

/** How a metric is drawn. */
export interface MetricView {
  readonly icon: MetricIcon;
  /** Colour of the pictogram. Default: that of the first lead's series. */
  readonly colour?: SeriesColour;
  /**
   * Small words beside the title. Placeholders: `{threads}` of the host, `{instances}` the names of all, `{instance}` the
   * one that leads, and `{FIELD}` a value of a record. Left out as a whole while one of them is unknown.
   */
  readonly subtitle?: string;
  /** The same for a narrow card. Default: the subtitle. */
  readonly shortSubtitle?: string;
  /** What one instance is called, in the singular: `disk`. */
  readonly instanceNoun?: string;
  /** Columns the card covers where the page has at least two. Default 1. */
  readonly span?: 2;
  /** The card of another metric that shows this one's blocks at its foot; this one then has no card of its own. */
  readonly within?: string;
  readonly leads: readonly Lead[];
  /** Fields written small beside the lead: "user 67.6 · system 11.3". */
  readonly aside?: readonly string[];
  readonly blocks: readonly Block[];
  /** True for what the mini view shows until somebody chooses. */
  readonly inMini?: true;
  /** Instances that the page hides until somebody asks for them. */
  readonly quietInstances?: readonly string[];
}

/** What a viewer asks of the process table. */
export interface TableFilter {
  /** Rows, 1 to 200. */
  readonly top: number;
  readonly sort: 'cpu' | 'memory' | 'pid' | 'name' | 'user';
  /** Left out: `desc` for cpu and memory, `asc` for the others. */
  readonly order?: 'asc' | 'desc' | undefined;
  /** Case-insensitive part of a name, user or command; empty for all. */
  readonly match: string;
}

/** The schema of a metric's value, as it travels in `sample.m`. */
export type ValueSchema = BaseSchema<unknown, unknown, BaseIssue<unknown>>;

/**
 * What a metric is. Its reader has the same name under `src-main/collect/metrics`; these two files are the whole metric.
 */
export interface MetricDefinition<Id extends string = string, Schema extends ValueSchema = ValueSchema> {
  readonly id: Id;
  readonly label: string;
  readonly layout: ValueLayout;
  /** Parses the value; also the source of its type. */
  readonly schema: Schema;
  readonly series: Readonly<Record<string, SeriesDefinition>>;
  /** Shortest time between two readings in ms; 0 reads at every tick. */
  readonly everyMs: number;
  /** Longest time between two readings in ms when nobody watches; left out where watching makes no difference. */
  readonly unwatchedEveryMs?: number;
  /**
   * Time between two readings in ms for a viewer that asks for it, below the server's interval; only for what is read at once
   * and at next to no cost. Left out where the metric is read at the server's own pace only.
   */
  readonly fastEveryMs?: number;
  /** At most one for each series. Default none. */
  readonly thresholds?: readonly DefaultThreshold[];
  readonly view: MetricView;
  /**
   * Label by which scrapers tell instances apart: `device`. Default `name`; never `instance`, which is Prometheus's own
   * for the address that it scraped.
   */
  readonly scrapeLabel?: string;
  /** Cuts a value with a table down to what one viewer asked for; without a filter, to what everybody gets. */
  narrowTable?(value: InferOutput<Schema>, filter: TableFilter | undefined): InferOutput<Schema>;
  /** Who uses the most, in words, as a table tells that was cut by this filter; `null` where it cannot. */
  nameLargest?(value: InferOutput<Schema>, column: UseColumn, filter: TableFilter | undefined): string | null;
}

/** A definition as it travels in `hello` and `info`: data only. */
export type WireDefinition = Omit<MetricDefinition, 'schema' | 'narrowTable' | 'nameLargest' | 'scrapeLabel'>;

/** Checks a definition's type and keeps its literal id and schema. */
export function defineMetric<const Id extends string, Schema extends ValueSchema>(
  definition: MetricDefinition<Id, Schema>,
): MetricDefinition<Id, Schema> {
  return definition;
}

/** The data of a definition, for the wire. */
export function toWireDefinition(definition: MetricDefinition): WireDefinition {
  const { id, label, layout, series, everyMs, unwatchedEveryMs, fastEveryMs, thresholds, view } = definition;
  return {
    id,
    label,
    layout,
    series,
    everyMs,
    view,
    ...(unwatchedEveryMs === undefined ? {} : { unwatchedEveryMs }),
    ...(fastEveryMs === undefined ? {} : { fastEveryMs }),
    ...(thresholds === undefined ? {} : { thresholds }),
  };
}
