import type { EventName } from '../../src-shared/protocol/events.ts';

/**
 * One event as a stream carries it. `json` is on one line, because JSON escapes line breaks, and names and ids come
 * from closed forms: nothing a process or a person is called can end an event early.
 */
export function sseText(name: EventName, json: string, id: string | null): string {
  const head = id === null ? '' : `id: ${id}\n`;
  return `${head}event: ${name}\ndata: ${json}\n\n`;
}

/** The same event as a long poll carries it, with the very same `json`. */
export function polledText(name: EventName, json: string, id: string | null): string {
  const head = id === null ? '' : `"id":"${id}",`;
  return `{${head}"event":"${name}","data":${json}}`;
}
