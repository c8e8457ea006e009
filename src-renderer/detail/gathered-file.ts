/** A file that is put together piece by piece. */
export interface GatheredFile {
  readonly add: (piece: Uint8Array<ArrayBuffer>) => void;
  /** All pieces so far. */
  readonly whole: () => Blob;
}

/** Pieces that are handed to the browser at once, bytes: enough that a long file is not made of thousands of parts. */
const handedBytes = 4 * 1024 * 1024;

/**
 * Begins an empty file. Of a long one little stands in the page's own memory: every few MiB become a `Blob`, which the
 * browser keeps where it likes, on disk too.
 * @param type of its content, as MIME names it
 */
export function gatherFile(type: string): GatheredFile {
  const handed: Blob[] = [];
  let loose: Uint8Array<ArrayBuffer>[] = [];
  let looseBytes = 0;

  function handOver(): void {
    handed.push(new Blob(loose));
    loose = [];
    looseBytes = 0;
  }

  return {
    add(piece) {
      loose.push(piece);
      looseBytes += piece.byteLength;
      if (looseBytes >= handedBytes) handOver();
    },
    whole: () => new Blob([...handed, ...loose], { type }),
  };
}
