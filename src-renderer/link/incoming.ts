import * as v from 'valibot';
import { toWireDefinition } from '../../src-shared/metrics/definition.ts';
import { definitionOf, isMetricId, type MetricId } from '../../src-shared/metrics/registry.ts';
import { alertEventSchema, type AlertEvent } from '../../src-shared/protocol/alerts.ts';
import {
  beatSchema,
  byeSchema,
  gapSchema,
  helloSchema,
  presenceSchema,
  sampleSchema,
  type Bye,
  type EventName,
  type Gap,
  type Hello,
  type Presence,
} from '../../src-shared/protocol/events.ts';
import { noteSchema, type Note } from '../../src-shared/protocol/note.ts';
import { rulesSchema, type Rules } from '../../src-shared/protocol/rule.ts';

/** A sample of which only what this page understands is left. `t` in ms since the epoch, server time. */
export interface PageSample {
  readonly t: number;
  readonly values: ReadonlyMap<MetricId, unknown>;
}

/** A sample of the series that are read faster for somebody: its rates are about `everyMs`. */
export interface FastSample extends PageSample {
  readonly everyMs: number;
}

/** One event that the page acts upon. `id` is `null` for those that cannot be resumed after. */
export type Incoming = { readonly id: string | null } & (
  | { readonly event: 'hello'; readonly data: Hello }
  | { readonly event: 'sample'; readonly data: PageSample }
  /** On the wire it is one more `sample`. */
  | { readonly event: 'fast'; readonly data: FastSample }
  | { readonly event: 'gap'; readonly data: Gap }
  | { readonly event: 'presence'; readonly data: Presence }
  | { readonly event: 'rules'; readonly data: Rules }
  | { readonly event: 'alert'; readonly data: AlertEvent }
  | { readonly event: 'note'; readonly data: Note }
  | { readonly event: 'bye'; readonly data: Bye }
  /** Alive, and nothing that the page knows what to do with. */
  | { readonly event: 'beat' }
);

/** Unknown ids stay in, to be passed over one by one: a newer server may know more metrics than this page. */
const anySampleSchema = v.object({
  t: sampleSchema.entries.t,
  everyMs: sampleSchema.entries.everyMs,
  m: v.record(v.string(), v.unknown()),
});

const parsers: Record<EventName, (data: unknown, id: string | null) => Incoming | null> = {
  hello: (data, id) => {
    const parsed = v.safeParse(helloSchema, data);
    return parsed.success ? { event: 'hello', id, data: withDefinitions(parsed.output) } : null;
  },
  sample: (data, id) => {
    const parsed = v.safeParse(anySampleSchema, data);
    if (!parsed.success) return null;
    const { t, everyMs, m } = parsed.output;
    const values = readableValues(m);
    if (everyMs === undefined) return { event: 'sample', id, data: { t, values } };
    return { event: 'fast', id, data: { t, values, everyMs } };
  },
  gap: (data, id) => {
    const parsed = v.safeParse(gapSchema, data);
    return parsed.success ? { event: 'gap', id, data: parsed.output } : null;
  },
  presence: (data, id) => {
    const parsed = v.safeParse(presenceSchema, data);
    return parsed.success ? { event: 'presence', id, data: parsed.output } : null;
  },
  bye: (data, id) => {
    const parsed = v.safeParse(byeSchema, data);
    return parsed.success ? { event: 'bye', id, data: parsed.output } : null;
  },
  beat: (data, id) => (v.is(beatSchema, data) ? { event: 'beat', id } : null),
  rules: (data, id) => {
    const parsed = v.safeParse(rulesSchema, data);
    return parsed.success ? { event: 'rules', id, data: parsed.output } : null;
  },
  alert: (data, id) => {
    const parsed = v.safeParse(alertEventSchema, data);
    return parsed.success ? { event: 'alert', id, data: parsed.output } : null;
  },
  note: (data, id) => {
    const parsed = v.safeParse(noteSchema, data);
    return parsed.success ? { event: 'note', id, data: parsed.output } : null;
  },
};

/**
 * Parses one event of any transport; `null` for what does not parse. A metric's value that does not fit its definition
 * is left out of the sample.
 */
export function parseIncoming(event: EventName, data: unknown, id: string | null): Incoming | null {
  return parsers[event](data, id);
}

/** Writes an event so that {@link parseIncoming} reads the same again. */
export function writeIncoming(event: Incoming): unknown {
  if (event.event === 'beat') return { t: 0 };
  if (event.event !== 'sample' && event.event !== 'fast') return event.data;
  const { values, ...rest } = event.data;
  return { ...rest, m: Object.fromEntries(values) };
}

/** What an event is called on the wire. */
export function wireName({ event }: Incoming): EventName {
  return event === 'fast' ? 'sample' : event;
}

/** Definitions as this page knows them: what it draws must be what its parsers let through. */
function withDefinitions(hello: v.InferOutput<typeof helloSchema>): Hello {
  const definitions = hello.definitions.flatMap(({ id }) =>
    isMetricId(id) ? [toWireDefinition(definitionOf(id))] : [],
  );
  return { ...hello, definitions };
}

function readableValues(m: Readonly<Record<string, unknown>>): ReadonlyMap<MetricId, unknown> {
  const values = new Map<MetricId, unknown>();
  for (const [id, value] of Object.entries(m)) {
    if (!isMetricId(id)) continue;
    const parsed = v.safeParse(definitionOf(id).schema, value);
    if (parsed.success) values.set(id, parsed.output);
  }
  return values;
}
