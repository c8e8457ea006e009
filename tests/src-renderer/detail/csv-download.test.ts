import { describe, expect, test } from 'vitest';
import { createCsvDownload } from '../../../src-renderer/detail/csv-download.svelte.ts';

const from = Date.parse('2026-11-24T10:00:00.000Z');
const question = { series: ['cpu.total', 'load.one'], from, to: from + 100_000 };
const bytes = (text: string) => new TextEncoder().encode(text);

/** A server whose answer is handed out piece by piece. */
function server() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const asked: { query: string; signal: AbortSignal }[] = [];
  const saved: { content: Blob; name: string }[] = [];
  const download = createCsvDownload({
    request: (query, signal) => {
      asked.push({ query, signal });
      const body = new ReadableStream<Uint8Array>({
        start: (own) => {
          controller = own;
          signal.addEventListener('abort', () => {
            own.error(signal.reason);
          });
        },
      });
      return Promise.resolve(new Response(body));
    },
    save: (content, name) => {
      saved.push({ content, name });
    },
  });
  return {
    download,
    asked,
    saved,
    send: (text: string) => controller?.enqueue(bytes(text)),
    end: () => controller?.close(),
    breakOff: () => controller?.error(new TypeError('network')),
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('a download of values', () => {
  test('tells how far it is by the time that its rows have reached, and is saved whole', async () => {
    const { download, asked, saved, send, end } = server();
    const done = download.start(question, 'values.csv');
    await settled();
    expect(new URLSearchParams(asked[0]?.query).getAll('series')).toEqual(question.series);
    send('time,a\r\n2026-11-24T10:00:10.000Z,1\r\n2026-11-24T10:00:25.000Z,2\r\n2026-11-24T10:0');
    await settled();
    expect(download.state).toMatchObject({ phase: 'running', reachedMs: from + 25_000, share: 0.25 });
    send('0:50.000Z,3\r\n');
    end();
    await done;
    expect(download.state).toMatchObject({ phase: 'done', share: 1 });
    expect(saved[0]?.name).toBe('values.csv');
    expect(await saved[0]?.content.text()).toContain('10:00:50.000Z,3\r\n');
  });

  test('a cancelled one leaves no file and no message', async () => {
    const { download, asked, saved, send } = server();
    const done = download.start(question, 'values.csv');
    await settled();
    send('time,a\r\n');
    await settled();
    download.cancel();
    await done;
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(saved).toEqual([]);
    expect(download.state).toBeNull();
  });

  test('one that breaks off is a failure, not half a file', async () => {
    const { download, saved, send, breakOff } = server();
    const done = download.start(question, 'values.csv');
    await settled();
    send('time,a\r\n');
    await settled();
    breakOff();
    await done;
    expect(saved).toEqual([]);
    expect(download.state?.phase).toBe('failed');
    expect(download.state?.problem).toContain('Try again');
  });

  test('a refusal says so', async () => {
    const refusing = createCsvDownload({
      request: () => Promise.resolve(new Response('', { status: 429 })),
      save: () => undefined,
    });
    await refusing.start(question, 'values.csv');
    expect(refusing.state?.problem).toContain('429');
  });
});
