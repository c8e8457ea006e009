import type { Lead, SeriesColour } from '../../src-shared/metrics/definition.ts';
import { writeText, writeValue, type Written } from '../../src-shared/units.ts';
import {
  bandReader,
  columnKey,
  columnReader,
  combineValues,
  type BandBounds,
  type ColumnSource,
} from '../charts/columns.ts';
import { holdsAny, windowStats, type Stats } from '../charts/stats.ts';
import { periodOf, shownPeriod, shownWindow } from '../charts/time-window.ts';
import type { Dashboard, ShownMetric } from '../state/model.ts';
import { cardState, type CardState } from './card-state.ts';
import { fillTemplate } from './fill-template.ts';
import { createLate } from './late.svelte.ts';
import { numbersOf } from './numbers-of.ts';
import { instancesIn, numbersThen } from './numbers-then.ts';
import { createSelection, type Selection } from './selection.svelte.ts';

/** A big number of a card. */
export interface LeadNumber {
  readonly lead: Lead;
  readonly colour: SeriesColour;
  /** `null` where there is no value. */
  readonly raw: number | null;
  readonly written: Written | null;
  /** Up to two short lines beside the number. */
  readonly notes: readonly string[];
  readonly stats: Stats | null;
  /** Which of the figures are only bounds; see {@link BandBounds}. */
  readonly bounds: BandBounds;
}

/** What the parts of one card share. */
export interface Card {
  readonly dashboard: Dashboard;
  readonly metric: ShownMetric;
  /** Where it is not, what it shows follows that of the others. */
  readonly isInSight: boolean;
  readonly state: CardState;
  /** The server's reason; `null` for a supported metric. */
  readonly reason: string | null;
  /** All instances of the newest value, in the server's order, the quiet ones last. */
  readonly instances: readonly string[];
  /** Those that are switched on. */
  readonly visible: readonly string[];
  readonly selection: Selection;
  /** Moment of the numbers, server time, where a stretch of the past is looked at; `null` while they are the newest. */
  readonly thenMs: number | null;
  /** Nothing is kept of the stretch of the past that is looked at. */
  readonly unkept: boolean;
  /** Newest value of a field, or the one of that moment; `null` where there is none. */
  number(field: string, instance?: string | null): number | null;
  /** Newest value of a field that tells how large the machine is, whatever moment is looked at. */
  whole(field: string): number | null;
  /** The same, written with its unit; `none` where there is none, `…` before the first value. */
  text(field: string, instance?: string | null): string;
  readonly leads: readonly LeadNumber[];
  /** Unit of the big numbers where all agree, else empty. */
  readonly headUnit: string;
  readonly subtitle: string | null;
  readonly shortSubtitle: string | null;
  /** The number that the subtitle begins with, where that is the card's only one; else `null`. */
  readonly subtitleNumber: number | null;
  readonly colour: SeriesColour;
  /** The numbers are not of now. */
  readonly muted: boolean;
  /** The connection is gone: series lose their colours. */
  readonly cutOff: boolean;
}

/**
 * Derives what a card shows from the dashboard. The arguments are functions, so that they stay reactive.
 * @param isInSight where it is not, its numbers follow those of the others. Default: it is
 */
export function createCard(
  readDashboard: () => Dashboard,
  readMetric: () => ShownMetric,
  isInSight: () => boolean = () => true,
): Card {
  const dashboard = $derived(readDashboard());
  const metric = $derived(readMetric());
  const selection = createSelection(() => metric.view.quietInstances ?? []);
  const latest = $derived(dashboard.latest(metric.id));
  const reason = $derived(dashboard.unsupported.get(metric.id) ?? null);

  /** The moment that the numbers are of, where a stretch of the past is looked at; else `null`. */
  const thenMs = $derived(dashboard.range.live ? null : (dashboard.crosshairMs ?? dashboard.range.endMs));
  const newest = $derived(numbersOf(metric, latest?.value));
  const numbers = $derived.by(() => {
    if (thenMs === null) return newest;
    // A sample that comes in late may fill the moment: the newest value tells of its coming.
    return latest === undefined
      ? newest
      : numbersThen(dashboard.points(metric.id), thenMs, shownPeriod(dashboard, metric));
  });
  /** A disk or an interface may be in the stretch that is looked at, and no longer in the machine. */
  const gone = $derived(latest === undefined || thenMs === null ? [] : instancesIn(dashboard.points(metric.id)));
  // A joined text changes only when the list does; the lists made from it keep their identity from sample to sample.
  const names = $derived(
    metric.layout === 'record'
      ? ''
      : instancesOf(latest?.value, gone, metric.view.quietInstances ?? [])
          .map((name) => JSON.stringify(name))
          .join(','),
  );
  const instances = $derived(splitNames(names));
  const visible = $derived.by(() => {
    const on = instances.filter((name) => selection.isOn(name));
    // A machine with nothing but quiet instances would show an empty card.
    return on.length > 0 || instances.some((name) => !(metric.view.quietInstances ?? []).includes(name))
      ? on
      : instances;
  });
  const state = $derived(
    cardState({
      phase: dashboard.connection.phase,
      unsupported: reason !== null,
      paused: dashboard.pausedAtMs !== null,
      ageMs: latest === undefined ? null : dashboard.endMs - latest.t,
      periodMs: Math.max(periodOf(dashboard, metric), metric.unwatchedEveryMs ?? 0),
      empty: metric.layout !== 'record' && instances.length === 0,
    }),
  );

  const unkept = $derived.by(() => {
    const { range, past } = dashboard;
    // A table is of now, and says so.
    if (range.live || latest === undefined || metric.view.blocks.some(({ kind }) => kind === 'processTable'))
      return false;
    const isKnown = past.phase === 'samples' || past.phase === 'ready';
    return isKnown && !holdsAny(dashboard.points(metric.id), range.startMs, range.endMs);
  });

  const writerOf = (read: () => typeof numbers) => {
    const number = (field: string, instance: string | null = null): number | null =>
      read().get(columnKey(field, instance)) ?? null;
    const text = (field: string, instance: string | null = null): string => {
      const value = number(field, instance);
      const unit = metric.series[field]?.unit;
      if (value !== null && unit !== undefined) return writeText(value, unit);
      return state === 'connecting' ? '…' : 'none';
    };
    const fill = (template: string, leading: string | null): string | null =>
      fillTemplate(template, (name) => {
        if (name === 'threads') return dashboard.hello === null ? null : String(dashboard.hello.host.threads);
        if (name === 'instances') return instances.length === 0 ? null : instances.join(', ');
        if (name === 'instance') return leading;
        return number(name) === null ? null : text(name);
      });
    return { number, text, fill };
  };
  const now = writerOf(() => numbers);
  const sourceOf = (lead: Lead): ColumnSource => ({
    keys: metric.layout === 'record' ? [lead.field] : visible.map((name) => columnKey(lead.field, name)),
    combine: lead.combine ?? 'sum',
  });
  const sources = $derived(metric.view.leads.map((lead) => ({ lead, source: sourceOf(lead) })));
  const readers = $derived(sources.map(({ source }) => columnReader(source)));
  const bands = $derived(sources.map(({ source }) => bandReader(source)));

  const leads = $derived(
    sources.map(({ lead, source }, index): LeadNumber => {
      const values = source.keys.map((key) => numbers.get(key) ?? Number.NaN);
      const combined = combineValues(values, source.combine);
      const raw = Number.isNaN(combined) ? null : combined;
      const series = metric.series[lead.field];
      const leading = visible[values.indexOf(combined)] ?? null;
      const buffer = dashboard.points(metric.id);
      const { startMs, endMs } = shownWindow(dashboard);
      const band = bands[index]?.(buffer) ?? null;
      return {
        lead,
        colour: series?.colour ?? 'slate',
        raw,
        written: raw === null || series === undefined ? null : writeValue(raw, series.unit),
        notes: notesOf(lead, raw, leading),
        stats: windowStats(buffer, readers[index]?.(buffer) ?? new Float64Array(0), startMs, endMs, band),
        bounds: band?.bounds ?? { atLeast: false, atMost: false },
      };
    }),
  );
  const notesOf = (lead: Lead, raw: number | null, leading: string | null): string[] => {
    const whole = lead.of === undefined ? null : now.number(lead.of);
    const share =
      whole === null || whole <= 0 || raw === null || lead.of === undefined
        ? []
        : [writeText((raw / whole) * 100, 'percent'), `of ${now.text(lead.of)}`];
    const note = lead.note === undefined ? null : now.fill(lead.note, leading);
    return [...share, lead.label, note].filter((one) => typeof one === 'string');
  };
  const lateNumbers = createLate(() => numbers, isInSight);
  const lateLeads = createLate(() => leads, isInSight);
  const { number, text, fill } = writerOf(() => lateNumbers.value);

  return {
    get dashboard() {
      return dashboard;
    },
    get metric() {
      return metric;
    },
    get isInSight() {
      return isInSight();
    },
    get state() {
      return state;
    },
    get reason() {
      return reason;
    },
    get instances() {
      return instances;
    },
    get visible() {
      return visible;
    },
    get thenMs() {
      return thenMs;
    },
    get unkept() {
      return unkept;
    },
    selection,
    whole: (field) => newest.get(field) ?? null,
    number,
    text,
    get leads() {
      return lateLeads.value;
    },
    get headUnit() {
      const [first, ...others] = lateLeads.value.map((lead) => lead.written?.unit ?? '');
      return others.every((unit) => unit === first) ? (first ?? '') : '';
    },
    get subtitle() {
      return metric.view.subtitle === undefined ? null : fill(metric.view.subtitle, null);
    },
    get shortSubtitle() {
      const { subtitle, shortSubtitle = subtitle } = metric.view;
      return shortSubtitle === undefined ? null : fill(shortSubtitle, null);
    },
    get subtitleNumber() {
      const field = /^\{([A-Za-z]+)\}/u.exec(metric.view.subtitle ?? '')?.[1];
      return field === undefined || leads.length > 0 ? null : number(field);
    },
    get colour() {
      return metric.view.colour ?? leads[0]?.colour ?? Object.values(metric.series)[0]?.colour ?? 'slate';
    },
    get muted() {
      return state === 'retrying' || state === 'stale';
    },
    get cutOff() {
      return state === 'retrying';
    },
  };
}

/** In the server's order, the quiet ones last. */
function instancesOf(value: unknown, others: readonly string[], quiet: readonly string[]): readonly string[] {
  if (typeof value !== 'object' || value === null) return others;
  const names = [...new Set([...Object.keys(value), ...others])];
  return [...names.filter((name) => !quiet.includes(name)), ...names.filter((name) => quiet.includes(name))];
}

function splitNames(names: string): readonly string[] {
  const parsed: unknown = JSON.parse(`[${names}]`);
  return Array.isArray(parsed) ? parsed.filter((name) => typeof name === 'string') : [];
}
