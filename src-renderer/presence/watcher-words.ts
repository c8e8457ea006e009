import { durationWords } from '../../src-shared/duration-words.ts';
import type { Presence, Watcher } from '../../src-shared/protocol/events.ts';

const minuteMs = 60_000;

/** How many watch: `1 viewer`, `3 viewers`. */
export function viewersWords({ viewers }: Pick<Presence, 'viewers'>): string {
  return `${String(viewers)} ${viewers === 1 ? 'viewer' : 'viewers'}`;
}

/** How they are connected: `2 SSE, 1 long poll`; empty for nobody. */
export function transportsWords({ sse, poll }: Pick<Presence, 'sse' | 'poll'>): string {
  const parts = [...(sse > 0 ? [`${String(sse)} SSE`] : []), ...(poll > 0 ? [`${String(poll)} long poll`] : [])];
  return parts.join(', ');
}

/** What one may do, how it is connected and for how long: `operator · SSE · for 4 min`. */
export function watcherWords({ role, transport, sinceMs }: Watcher, nowMs: number): string {
  const forMs = nowMs - sinceMs;
  const age = forMs < minuteMs ? 'since a moment ago' : `for ${durationWords(Math.floor(forMs / minuteMs) * minuteMs)}`;
  return [role, transport === 'sse' ? 'SSE' : 'long poll', age].join(' · ');
}
