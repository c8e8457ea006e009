import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { startXvfb } from '../../tests/support/xvfb.ts';
import { openFolder } from './folder.ts';

/** A part of a screen, px. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A screen whose picture can be read while it is shown. */
export interface Screen {
  /** Value for `DISPLAY`. */
  readonly name: string;
  /** True where a colour, `0xrrggbb`, stands somewhere in a box. */
  has(colour: number, box: Box): boolean;
  stop(): Promise<void>;
}

const headerWords = 25;
const bytesPerPixel = 4;

/** Starts an X server that keeps its picture in a file, as xwd(1) writes it, which costs it nothing to have read. */
export async function startScreen(): Promise<Screen> {
  const { path: folder, remove } = openFolder();
  const display = await startXvfb(1440, 1000, ['-fbdir', folder]);
  const file = openSync(join(folder, 'Xvfb_screen0'), 'r');
  const header = Buffer.alloc(4 * headerWords);
  readSync(file, header, 0, header.length, 0);
  // The header is as long as its first word says; a table of colours, 12 bytes each, lies between it and the picture.
  const begin = header.readUInt32BE(0) + 12 * header.readUInt32BE(4 * 19);
  const bytesPerLine = header.readUInt32BE(4 * 12);
  return {
    name: display.name,
    has(colour, { left, top, width, height }) {
      const row = Buffer.alloc(width * bytesPerPixel);
      for (let y = top; y < top + height; y += 1) {
        readSync(file, row, 0, row.length, begin + y * bytesPerLine + left * bytesPerPixel);
        for (let x = 0; x < row.length; x += bytesPerPixel) if (row.readUIntLE(x, 3) === colour) return true;
      }
      return false;
    },
    async stop() {
      closeSync(file);
      await display.stop();
      remove();
    },
  };
}
