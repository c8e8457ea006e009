import { DamagedContent } from './storage-trouble.ts';

/** Writes whole numbers from 0 to 2^53, seven bits to a byte, the lowest first (LEB128). */
export function writeVarint(into: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    into.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  into.push(rest);
}

/** A place in some bytes that moves on as they are read. */
export interface ByteReader {
  /** @throws DamagedContent at the end */
  varint(): number;
  /** The next bytes, not copied. */
  take(count: number): Uint8Array;
}

/** Reads from the start of some bytes. */
export function createByteReader(bytes: Uint8Array): ByteReader {
  let place = 0;
  return {
    varint() {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes[place];
        if (byte === undefined || scale > 2 ** 49) throw new DamagedContent('a number that does not end');
        place += 1;
        value += (byte % 128) * scale;
        if (byte < 128) return value;
      }
    },
    take(count) {
      if (place + count > bytes.length) throw new DamagedContent('fewer bytes than announced');
      place += count;
      return bytes.subarray(place - count, place);
    },
  };
}
