import type { Fetch } from './poll-once.ts';

const listeners = new Set<() => void>();

/** Calls back whenever the server answers that this page has no session, or has none any more; returns the way to stop. */
export function onUnauthorized(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** `fetch` for everything that needs a session. */
export const sessionFetch: Fetch = async (url, init) => {
  const response = await fetch(url, init);
  if (response.status === 401) for (const listener of [...listeners]) listener();
  return response;
};
