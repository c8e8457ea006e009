/** The bytes of an event, made once and written to every stream that gets it. */
export interface Frame {
  /** The event alone. */
  readonly event: Buffer;
  /** The event as a chunk of an HTTP/1.1 body (RFC 9112, 7.1), for a socket on which nothing else is under way. */
  readonly chunk: Buffer;
}

const lineEnd = '\r\n';

/** Turns the text of an event into its bytes. */
export function frameOf(text: string): Frame {
  const length = Buffer.byteLength(text);
  const head = `${length.toString(16)}${lineEnd}`;
  const chunk = Buffer.from(`${head}${text}${lineEnd}`);
  return { chunk, event: chunk.subarray(head.length, head.length + length) };
}
