import type { HistoryNotice } from '../../src-shared/protocol/history-status.ts';

/** One thing to know about the history. `readId` names it once it has been read; `null` for what lasts. */
export interface HistoryWords {
  readonly look: 'warn' | 'plain';
  readonly sentence: string;
  readonly readId: string | null;
}

/**
 * What the page says about the history: a pause for as long as it lasts, and news until it has been read. Nothing about
 * a history that was turned off: whoever did that knows.
 */
export function historyWords(history: HistoryNotice | null, read: ReadonlySet<string>): readonly HistoryWords[] {
  if (history === null) return [];
  const { state } = history;
  const paused: HistoryWords[] =
    state.kind === 'paused'
      ? [{ look: 'warn', sentence: `History paused: ${state.reason} Live view and alerts go on.`, readId: null }]
      : [];
  const news = history.news
    .map(({ kind, atMs, message }): HistoryWords => {
      const readId = `${kind}-${String(atMs)}`;
      return { look: kind === 'trimmed' ? 'plain' : 'warn', sentence: message, readId };
    })
    .filter(({ readId }) => readId !== null && !read.has(readId));
  return [...paused, ...news];
}
