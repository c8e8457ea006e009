import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { pollAnswerSchema } from '../../src-shared/protocol/events.ts';
import { parseIncoming, type Incoming } from './incoming.ts';
import { parseAnswer } from './wire-fault.ts';

/** The answer of one poll, of which only what this page understands is left. */
export interface Polled {
  readonly events: readonly Incoming[];
  /** Highest id examined. */
  readonly last: string;
  /** Another poll answers at once. */
  readonly more: boolean;
}

/** The part of `fetch` that polling needs. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Asks once; `null` where there is no usable answer: no network, refused, not the protocol, or aborted.
 * @param onRefused told why, where the server refused
 */
export async function pollOnce(
  fetchUrl: Fetch,
  url: string,
  signal: AbortSignal,
  onRefused?: (fault: Fault) => void,
): Promise<Polled | null> {
  try {
    const response = await fetchUrl(url, { signal, cache: 'no-store' });
    if (!response.ok) {
      const result = parseAnswer(await response.json())?.result;
      if (result instanceof Fault) onRefused?.(result);
      return null;
    }
    const parsed = v.safeParse(pollAnswerSchema, await response.json());
    if (!parsed.success) return null;
    const { events, last, more } = parsed.output;
    return {
      events: events.flatMap(({ event, data, id }) => parseIncoming(event, data, id ?? null) ?? []),
      last,
      more,
    };
  } catch {
    // No network, cut off half-way, or aborted: to the caller it is one, no answer came.
    return null;
  }
}
