import { encode } from 'uqr';

/** A QR code as one path of squares: black where it is drawn. */
export interface QrPicture {
  /** Squares on each side, without the quiet zone. */
  readonly size: number;
  /** For the `d` of a path in a coordinate system of one unit per square. */
  readonly path: string;
}

/** Draws a text; each row's runs of black squares are one rectangle each. */
export function qrPicture(text: string): QrPicture {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const rows = data.map((row, y) => {
    let path = '';
    for (let x = 0; x < size; x += 1) {
      if (row[x] !== true) continue;
      const start = x;
      while (row[x + 1] === true) x += 1;
      const width = String(x - start + 1);
      path += `M${String(start)} ${String(y)}h${width}v1h-${width}z`;
    }
    return path;
  });
  return { size, path: rows.join('') };
}
