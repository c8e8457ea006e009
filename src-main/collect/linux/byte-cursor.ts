/** A place in the bytes of a file; the functions of `byte-parser.ts` move `at` forward and never past `end`. */
export interface ByteCursor {
  /** Holds the file from 0 to `end`; what lies behind is left over from earlier readings. */
  bytes: Buffer;
  at: number;
  end: number;
}

/** A cursor at the start of a text: for tests and small files that are read rarely. */
export function cursorOver(text: string): ByteCursor {
  const bytes = Buffer.from(text);
  return { bytes, at: 0, end: bytes.length };
}
