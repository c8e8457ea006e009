import type { Fetch } from './poll-once.ts';

/** Time after which a POST without an answer counts as lost. */
const postTimeoutMs = 10_000;

/** Sends a command's JSON by POST; `undefined` where no answer in JSON came. */
export type PostCommand = (body: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** Posts commands to an address. */
export function browserPost(fetchUrl: Fetch, url: string): PostCommand {
  return async (body) => {
    try {
      const response = await fetchUrl(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        cache: 'no-store',
        signal: AbortSignal.timeout(postTimeoutMs),
      });
      const answer: unknown = await response.json();
      return answer;
    } catch {
      return undefined;
    }
  };
}
