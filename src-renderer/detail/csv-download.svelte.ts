import { Fault, toFault } from '../../src-shared/fault.ts';
import { csvQuery, newestTime, type CsvQuestion } from './csv-text.ts';
import { gatherFile } from './gathered-file.ts';

/** A download that is going on or has just ended. */
export interface CsvState {
  readonly phase: 'running' | 'done' | 'failed';
  /** The time that the newest row tells of; `from` before the first. */
  readonly reachedMs: number;
  /** 0 to 1 of the range. */
  readonly share: number;
  readonly bytes: number;
  /** What went wrong, as a sentence; `null` while nothing did. */
  readonly problem: string | null;
}

/** One download at a time. Reactive. */
export interface CsvDownload {
  /** `null` before the first, after a cancelled one and once it was dismissed. */
  readonly state: CsvState | null;
  /** Fetches and saves; one that runs is cancelled first. */
  readonly start: (question: CsvQuestion, name: string) => Promise<void>;
  readonly cancel: () => void;
}

/** Where files go, and where answers come from. */
export interface CsvParts {
  /** @param query the call's query, without `?` */
  readonly request: (query: string, signal: AbortSignal) => Promise<Response>;
  readonly save: (content: Blob, name: string) => void;
}

/** More than two days of as many series as one chart can show, each second of them. */
const mostBytes = 512 * 1024 * 1024;

/** Makes the downloads of one view. */
export function createCsvDownload({ request, save }: CsvParts): CsvDownload {
  let state = $state.raw<CsvState | null>(null);
  let running: AbortController | null = null;

  async function read(question: CsvQuestion, signal: AbortSignal): Promise<Blob> {
    const { from, to } = question;
    const response = await request(csvQuery(question), signal);
    if (!response.ok || response.body === null) {
      throw new Fault(
        'read_failed',
        `The server did not send the file (status ${String(response.status)}). Try again.`,
      );
    }
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const file = gatherFile('text/csv;charset=utf-8');
    let bytes = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return file.whole();
      file.add(value);
      bytes += value.byteLength;
      if (bytes > mostBytes) {
        throw new Fault('too_large', 'The file would be larger than 512 MiB. Choose a shorter range.');
      }
      const reachedMs = newestTime(decoder.decode(value, { stream: true })) ?? state?.reachedMs ?? from;
      const share = Math.min(1, Math.max(0, (reachedMs - from) / (to - from)));
      state = { phase: 'running', reachedMs, share, bytes, problem: null };
    }
  }

  return {
    get state() {
      return state;
    },
    async start(question, name) {
      running?.abort();
      const own = new AbortController();
      running = own;
      state = { phase: 'running', reachedMs: question.from, share: 0, bytes: 0, problem: null };
      try {
        const content = await read(question, own.signal);
        if (running !== own) return;
        save(content, name);
        state = { phase: 'done', reachedMs: question.to, share: 1, bytes: content.size, problem: null };
      } catch (caught) {
        if (own.signal.aborted || running !== own) return;
        const problem = toFault(
          caught,
          'read_failed',
          'The connection broke off before the file was whole. Try again.',
        );
        // What still comes is not wanted.
        own.abort();
        state = { phase: 'failed', reachedMs: question.from, share: 0, bytes: 0, problem: problem.message };
      }
    },
    cancel() {
      running?.abort();
      running = null;
      state = null;
    },
  };
}
