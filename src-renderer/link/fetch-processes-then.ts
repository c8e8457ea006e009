import type { Fault } from '../../src-shared/fault.ts';
import { processesThenSchema, type ProcessesThen } from '../../src-shared/protocol/history.ts';
import { fetchJson } from './fetch-json.ts';

/**
 * Reads the top processes that were kept nearest to a moment; a Fault where the server refuses, cannot be reached or the
 * request was aborted.
 * @param atMs server time, ms since the epoch
 */
export function fetchProcessesThen(atMs: number, signal: AbortSignal): Promise<ProcessesThen | Fault> {
  return fetchJson('processes', new URLSearchParams({ at: String(Math.round(atMs)) }), processesThenSchema, signal);
}
