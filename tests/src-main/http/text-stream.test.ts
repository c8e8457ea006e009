import { describe, expect, test } from 'vitest';
import { streamText } from '../../../src-main/http/text-stream.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function setUp(chunks: number) {
  const clock = createFakeClock();
  const gone = new AbortController();
  const seen = { made: 0, ended: 0, returned: 0 };
  async function* text() {
    try {
      for (let n = 0; n < chunks; n += 1) {
        seen.made += 1;
        yield await Promise.resolve(`${String(n)}\n`);
      }
    } finally {
      seen.returned += 1;
    }
  }
  const stream = streamText(text(), {
    clock,
    gone,
    onEnd: () => {
      seen.ended += 1;
    },
  });
  return { clock, gone, seen, stream };
}

describe('a stream of text', () => {
  test('gives every chunk and ends once', async () => {
    const { seen, stream, clock } = setUp(3);
    expect(await new Response(stream).text()).toBe('0\n1\n2\n');
    expect(seen).toMatchObject({ made: 3, ended: 1 });
    expect(clock.pending()).toBe(0);
  });

  test('makes no more than the reader takes', async () => {
    const { seen, stream } = setUp(1_000);
    const reader = stream.getReader();
    await reader.read();
    await reader.read();
    expect(seen.made).toBeLessThan(5);
    await reader.cancel();
    expect(seen).toMatchObject({ ended: 1, returned: 1 });
  });

  test('ends when the caller is gone, also before the first chunk is read', async () => {
    const { gone, seen, stream, clock } = setUp(1_000);
    gone.abort();
    expect(seen.ended).toBe(1);
    await expect(new Response(stream).text()).rejects.toThrow();
    expect(clock.pending()).toBe(0);
  });

  test('ends when the reader stands still for a minute', async () => {
    const { clock, gone, seen, stream } = setUp(1_000);
    const reader = stream.getReader();
    await reader.read();
    clock.advance(59_000);
    expect(seen.ended).toBe(0);
    await reader.read();
    clock.advance(59_000);
    expect(gone.signal.aborted).toBe(false);
    clock.advance(2_000);
    expect(gone.signal.aborted).toBe(true);
    expect(seen.ended).toBe(1);
  });
});
