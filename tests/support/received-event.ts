import * as v from 'valibot';
import { parseEventId } from '../../src-shared/protocol/event-id.ts';
import { sampleSchema, type SampleEvent } from '../../src-shared/protocol/events.ts';

/** One event as it came in; `data` is the very JSON text. */
export interface ReceivedEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

/**
 * Reads the events of a stream's text, strictly: a line that is not `id: `, `event: ` or `data: ` throws, apart from
 * the `retry` at the beginning. Events that are not whole yet stay in `rest`.
 */
export function parseEvents(text: string): { readonly events: readonly ReceivedEvent[]; readonly rest: string } {
  const blocks = text.split('\n\n');
  const rest = blocks.pop() ?? '';
  return { events: blocks.filter((block) => !block.startsWith('retry:')).map(parseBlock), rest };
}

function parseBlock(block: string): ReceivedEvent {
  const match = /^(?:id: ([^\n]*)\n)?event: ([^\n]*)\ndata: ([^\n]*)$/u.exec(block);
  if (match?.[2] === undefined || match[3] === undefined) throw new Error(`No event: ${JSON.stringify(block)}`);
  return { id: match[1] ?? null, event: match[2], data: match[3] };
}

/** The events of a long poll's body, each `data` cut out of the text as it stands there. */
export function parsePolled(body: string): { readonly events: ReceivedEvent[]; readonly last: string; more: boolean } {
  const answer = v.parse(
    v.object({
      events: v.array(v.object({ id: v.optional(v.string()), event: v.string(), data: v.unknown() })),
      last: v.string(),
      more: v.boolean(),
    }),
    JSON.parse(body),
  );
  let from = 0;
  const events = answer.events.map(({ id, event, data }) => {
    const head = `${id === undefined ? '' : `"id":"${id}",`}"event":"${event}","data":`;
    const json = JSON.stringify(data);
    const at = body.indexOf(head + json, from);
    if (at < 0) throw new Error(`The body does not hold ${head}${json}`);
    from = at + head.length + json.length;
    return { id: id ?? null, event, data: json };
  });
  return { events, last: answer.last, more: answer.more };
}

/** The number in an event's id; fails for one without. */
export function seqOf(event: ReceivedEvent): number {
  const id = event.id === null ? null : parseEventId(event.id);
  if (id === null) throw new Error(`${event.event} has no id`);
  return id.seq;
}

/** The data of a sample event. */
export function sampleOf(event: ReceivedEvent): SampleEvent {
  if (event.event !== 'sample') throw new Error(`${event.event} is no sample`);
  return v.parse(sampleSchema, JSON.parse(event.data));
}
