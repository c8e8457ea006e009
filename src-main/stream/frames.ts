import { formatEventId } from '../../src-shared/protocol/event-id.ts';
import { passesWindow, type FilterPlan, type MetricPlan } from '../../src-shared/protocol/filter-plan.ts';
import { sseText } from './event-text.ts';
import { type Frame, frameOf } from './frame.ts';
import { type Complete, narrowValue } from './narrow.ts';
import { type StoredEvent, type StoredFast, type StoredSample, wireName } from './stored-event.ts';
import { sampleOfWindow } from './windows.ts';

/**
 * Writes stored events for viewers. Of the newest event, each metric's JSON is written once for each different cut of
 * it, and each different filter's text and frame once, whoever asks first; of older events nothing is kept.
 */
export interface Frames {
  /** `data` of an event for one filter; `null` when the filter leaves nothing of it. */
  data(event: StoredEvent, plan: FilterPlan): string | null;
  /** The whole event, ready for a stream; `null` when the filter leaves nothing of it. */
  frame(event: StoredEvent, plan: FilterPlan): Frame | null;
  /** What was written of the newest event is written anew: what may be told has changed. */
  readonly forget: () => void;
  /** How often JSON was written and frames were built. */
  readonly counts: { readonly metrics: number; readonly frames: number };
}

/** What is kept of the newest event. */
interface Written {
  readonly seq: number;
  /** JSON by {@link MetricPlan.key}. */
  readonly metrics: Map<string, string>;
  /** `data` by {@link FilterPlan.key}. */
  readonly data: Map<string, string | null>;
  /** Frames by {@link FilterPlan.key}. */
  readonly frames: Map<string, Frame | null>;
}

/**
 * Makes the writer of one server start.
 * @param at the stored event of a number: a slower viewer's sample gathers its whole window
 * @param complete called with what is about to be written. Default: nothing is missing
 */
export function createFrames(
  epoch: string,
  at: (seq: number) => StoredEvent | undefined,
  complete: Complete = () => undefined,
): Frames {
  const counts = { metrics: 0, frames: 0 };
  let newest = blank(0);

  /** The notes of the newest event; blank ones, which nobody keeps, for any other. */
  function notesOf(seq: number): Written {
    if (seq > newest.seq) newest = blank(seq);
    return seq === newest.seq ? newest : blank(seq);
  }

  function metricJson(notes: Written, plan: MetricPlan, key: string, value: unknown): string {
    const known = notes.metrics.get(key);
    if (known !== undefined) return known;
    counts.metrics += 1;
    const json = JSON.stringify(narrowValue(plan, value, complete));
    notes.metrics.set(key, json);
    return json;
  }

  function sampleJson(notes: Written, sample: StoredSample, plan: FilterPlan): string | null {
    const values = sampleOfWindow(sample, plan.windowMs, at);
    let members = '';
    for (const metric of plan.metrics) {
      const value = values[metric.id];
      if (value === undefined) continue;
      // What an earlier sample read depends on the window: its JSON is shared among equal windows only.
      const own = sample.values[metric.id] !== undefined;
      const json = metricJson(notes, metric, own ? metric.key : windowKey(metric.key, plan), value);
      members += `${members === '' ? '' : ','}"${metric.id}":${json}`;
    }
    if (members === '') return null;
    return `{"t":${String(sample.t)},"host":${JSON.stringify(sample.host)},"m":{${members}}}`;
  }

  function fastJson(notes: Written, { t, everyMs, host, values }: StoredFast, plan: FilterPlan): string | null {
    const members = plan.fast.flatMap((metric) => {
      const value = values[metric.id];
      return value === undefined ? [] : [`"${metric.id}":${metricJson(notes, metric, metric.key, value)}`];
    });
    if (members.length === 0) return null;
    return `{"t":${String(t)},"host":${JSON.stringify(host)},"everyMs":${String(everyMs)},"m":{${members.join(',')}}}`;
  }

  function dataIn(notes: Written, event: StoredEvent, plan: FilterPlan): string | null {
    if (event.name === 'fast') return fastJson(notes, event, plan);
    if (event.name !== 'sample') return event.json;
    if (!passesWindow(event.t, event.previousT, plan.windowMs)) return null;
    const key = windowKey(plan.key, plan);
    const known = notes.data.get(key);
    if (known !== undefined) return known;
    const json = sampleJson(notes, event, plan);
    notes.data.set(key, json);
    return json;
  }

  function frameIn(event: StoredEvent, plan: FilterPlan): Frame | null {
    if (event.name === 'sample' && !passesWindow(event.t, event.previousT, plan.windowMs)) return null;
    if (event.name === 'fast' && plan.fast.length === 0) return null;
    const notes = notesOf(event.seq);
    const key = frameKey(event, plan);
    const known = notes.frames.get(key);
    if (known !== undefined) return known;
    const json = dataIn(notes, event, plan);
    const id = formatEventId({ epoch, seq: event.seq });
    const frame = json === null ? null : frameOf(sseText(wireName(event), json, id));
    if (frame !== null) counts.frames += 1;
    notes.frames.set(key, frame);
    return frame;
  }

  return {
    counts,
    forget() {
      newest = blank(newest.seq);
    },
    data: (event, plan) => dataIn(notesOf(event.seq), event, plan),
    frame: frameIn,
  };
}

/** Equal keys give equal frames of an event. */
function frameKey({ name }: StoredEvent, plan: FilterPlan): string {
  if (name === 'sample') return windowKey(plan.key, plan);
  return name === 'fast' ? plan.fast.map(({ key }) => key).join('\n') : '';
}

/** Filters that cut alike still differ where their windows do. */
function windowKey(key: string, { windowMs }: FilterPlan): string {
  return windowMs === null ? key : `${key}\n${String(windowMs)}`;
}

function blank(seq: number): Written {
  return { seq, metrics: new Map(), data: new Map(), frames: new Map() };
}
