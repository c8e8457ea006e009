import { sessionFetch } from '../link/session-fetch.ts';

/**
 * Asks for the values of a range as CSV.
 * @param query the call's query, without `?`
 */
export function requestCsv(query: string, signal: AbortSignal): Promise<Response> {
  return sessionFetch(new URL(`api/v1/history.csv?${query}`, document.baseURI).href, { signal });
}
