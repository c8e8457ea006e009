/** Kinds of messages (D-Bus Specification, "Message Types"). */
export const messageTypes = { call: 1, answer: 2, error: 3, signal: 4 } as const;

/** Header fields by code (D-Bus Specification, "Header Fields"), with the type of each. */
const fieldTypes = { path: [1, 'o'], interface: [2, 's'], member: [3, 's'], answersTo: [5, 'u'] } as const;
const moreFieldTypes = { destination: [6, 's'], sender: [7, 's'], signature: [8, 'g'] } as const;
const types = { ...fieldTypes, ...moreFieldTypes } as const;

/** A header in the parts that a test needs. */
export interface Header {
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly answersTo?: number;
  readonly destination?: string;
  readonly sender?: string;
  readonly signature?: string;
}

/** A value of a body: `s` text, `u` whole number, `as` list of texts, `v` a truth value that says its own type. */
export type BodyValue = string | number | readonly string[] | { readonly variant: boolean };

/** A message that has come in. */
export interface Arrived {
  readonly type: number;
  readonly serial: number;
  readonly header: Header;
  readonly body: Reader;
  /** Bytes of the whole message. */
  readonly length: number;
}

/** Reads values one after the other; each begins at a multiple of its own size. */
interface Reader {
  readonly byte: () => number;
  readonly uint: () => number;
  readonly text: () => string;
  readonly signature: () => string;
  readonly align: (size: number) => void;
  readonly at: () => number;
}

/** Reads little-endian values from a place in some bytes. */
function createReader(bytes: Buffer, start: number): Reader {
  let at = start;
  const align = (size: number) => {
    at = Math.ceil((at - start) / size) * size + start;
  };
  const take = (length: number) => {
    at += length;
    return at - length;
  };
  const uint = () => {
    align(4);
    return bytes.readUInt32LE(take(4));
  };
  const chars = (length: number) => {
    const from = take(length + 1);
    return bytes.toString('utf8', from, from + length);
  };
  return {
    byte: () => bytes.readUInt8(take(1)),
    uint,
    text: () => chars(uint()),
    signature: () => chars(bytes.readUInt8(take(1))),
    align,
    at: () => at,
  };
}

/** Reads the first message in some bytes; `null` where it is not there as a whole yet. */
export function readMessage(bytes: Buffer): Arrived | null {
  if (bytes.length < 16) return null;
  const reader = createReader(bytes, 0);
  const type = bytes.readUInt8(1);
  const bodyLength = bytes.readUInt32LE(4);
  const serial = bytes.readUInt32LE(8);
  const headerEnd = Math.ceil((16 + bytes.readUInt32LE(12)) / 8) * 8;
  const length = headerEnd + bodyLength;
  if (bytes.length < length) return null;
  const fieldsEnd = 16 + bytes.readUInt32LE(12);
  for (let i = 0; i < 16; i += 1) reader.byte();
  const found: Record<string, string | number> = {};
  while (reader.at() < fieldsEnd) {
    reader.align(8);
    const code = reader.byte();
    const kind = reader.signature();
    const value = kind === 'u' ? reader.uint() : kind === 'g' ? reader.signature() : reader.text();
    const name = Object.entries(types).find(([, [one]]) => one === code)?.[0];
    if (name !== undefined) found[name] = value;
  }
  return { type, serial, header: found, body: createReader(bytes.subarray(headerEnd), 0), length };
}

/** Writes a message. */
export function writeMessage(type: number, serial: number, header: Header, body: readonly BodyValue[] = []): Buffer {
  const content = createWriter();
  for (const value of body) content.value(value);
  const signature = body.map(signatureOf).join('');
  const fields = createWriter();
  for (const [name, [code, kind]] of Object.entries(types)) {
    const value = name === 'signature' ? signature : Object.entries(header).find(([one]) => one === name)?.[1];
    if (value === undefined || value === '') continue;
    fields.align(8);
    fields.bytes([code]);
    fields.signature(kind);
    if (kind === 'g') fields.signature(String(value));
    else fields.value(typeof value === 'number' ? value : String(value));
  }
  const head = createWriter();
  head.bytes([0x6c, type, 0, 1]);
  head.value(content.done().length);
  head.value(serial);
  head.value(fields.done().length);
  head.bytes([...fields.done()]);
  head.align(8);
  return Buffer.concat([head.done(), content.done()]);
}

function signatureOf(value: BodyValue): string {
  if (typeof value === 'string') return 's';
  if (typeof value === 'number') return 'u';
  return 'variant' in value ? 'v' : 'as';
}

function createWriter() {
  const out: number[] = [];
  const bytes = (some: Iterable<number>) => {
    out.push(...some);
  };
  const align = (size: number) => {
    while (out.length % size !== 0) out.push(0);
  };
  const uint = (value: number) => {
    align(4);
    bytes([value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]);
  };
  const text = (value: string) => {
    const encoded = Buffer.from(value);
    uint(encoded.length);
    bytes([...encoded, 0]);
  };
  const signature = (value: string) => {
    bytes([value.length, ...Buffer.from(value), 0]);
  };
  return {
    bytes,
    align,
    signature,
    value: (value: BodyValue) => {
      if (typeof value === 'number') uint(value);
      else if (typeof value === 'string') text(value);
      else if ('variant' in value) {
        signature('b');
        uint(value.variant ? 1 : 0);
      } else {
        const inner = createWriter();
        for (const one of value) inner.value(one);
        uint(inner.done().length);
        bytes([...inner.done()]);
      }
    },
    done: () => Buffer.from(out),
  };
}
