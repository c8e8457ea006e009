import { describe, expect, test } from 'vitest';
import { frameOf } from '../../../src-main/stream/frame.ts';

describe('a frame', () => {
  test('is the event, and the event as a chunk of an HTTP/1.1 body', () => {
    const frame = frameOf('data: {"name":"Zoë"}\n\n');
    expect(frame.event.toString()).toBe('data: {"name":"Zoë"}\n\n');
    // 23 bytes in UTF-8.
    expect(frame.chunk.toString()).toBe('17\r\ndata: {"name":"Zoë"}\n\n\r\n');
  });

  test.each([1, 15, 16, 255, 256, 4_095, 4_096, 70_000])('of %d bytes says so in its chunk', (length) => {
    const frame = frameOf('x'.repeat(length));
    const [head = ''] = frame.chunk.toString('latin1').split('\r\n', 1);
    expect(Number.parseInt(head, 16)).toBe(length);
    expect(frame.event).toHaveLength(length);
    expect(frame.chunk).toHaveLength(head.length + 2 + length + 2);
  });
});
