import type { Locator } from 'playwright-core';
import { gutters } from '../../src-renderer/charts/live-chart.ts';

/**
 * The stretches that a card's chart hatches, from and to in ms: what is painted just below the plot's upper end, where a
 * line that keeps away from its highest value leaves the canvas empty. For a picture that stands still; the last pixel,
 * on which a pause draws its line, is left out.
 */
export async function hatchedSpans(of: Locator): Promise<readonly (readonly [from: number, to: number])[]> {
  const canvas = of.locator('canvas').first();
  const shares = await canvas.evaluate(
    (element, { left, right, top }) => {
      if (!(element instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
      const density = element.width / element.clientWidth;
      const [from, width] = [Math.round(left * density), Math.round((element.clientWidth - left - right) * density)];
      const row = element.getContext('2d')?.getImageData(from, Math.round((top + 4) * density), width, 1).data ?? [];
      const found: [number, number][] = [];
      let began = -1;
      for (let x = 0; x <= width; x += 1) {
        const painted = x < width - density && (row[x * 4 + 3] ?? 0) > 0;
        if (painted && began < 0) began = x;
        if (!painted && began >= 0) found.push([began / width, x / width]);
        if (!painted) began = -1;
      }
      return found;
    },
    { ...gutters },
  );
  const slider = of.locator('[data-crosshair]').first();
  const [min, max] = await slider.evaluate((one) => [Number(one.ariaValueMin), Number(one.ariaValueMax)]);
  const at = (share: number): number => min + share * (max - min);
  return shares.map(([from, to]) => [at(from), at(to)]);
}

/**
 * How high a line of a colour stands on a chart: 0 at the lower end of the plot, 1 at the upper; `null` where it is not
 * drawn.
 * @param of the chart's place, of which the first canvas counts
 * @param token name of the colour among the page's tokens: `--muted`
 * @param share where in the plot's width, 0 to 1
 */
export async function lineHeight(of: Locator, token: string, share: number): Promise<number | null> {
  return await of
    .locator('canvas')
    .first()
    .evaluate(
      (element, { left, right, top, bottom, name, at }) => {
        if (!(element instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
        const paint = element.ownerDocument.createElement('canvas').getContext('2d');
        const ctx = element.getContext('2d');
        if (paint === null || ctx === null) throw new Error('There is nothing to draw with.');
        paint.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
        paint.fillRect(0, 0, 1, 1);
        const wanted = paint.getImageData(0, 0, 1, 1).data;
        const density = element.width / element.clientWidth;
        const x = Math.round((left + at * (element.clientWidth - left - right)) * density);
        const height = Math.round((element.clientHeight - top - bottom) * density);
        const { data } = ctx.getImageData(x, Math.round(top * density), 1, height);
        const rows = Array.from({ length: height }, (_, row) => row).filter(
          (row) =>
            (data[row * 4 + 3] ?? 0) > 60 &&
            [0, 1, 2].every((one) => Math.abs((data[row * 4 + one] ?? 0) - (wanted[one] ?? 0)) < 6),
        );
        return rows.length === 0 ? null : 1 - rows.reduce((sum, row) => sum + row + 0.5, 0) / rows.length / height;
      },
      { ...gutters, name: token, at: share },
    );
}

/** What a chart paints of a band, each as a share of the plot's height from its lower end. */
export interface PaintedBand {
  readonly from: number;
  readonly to: number;
  /** Middle of what is opaque within it, in its own colour: the line. */
  readonly line: number;
}

/**
 * The longest stretch that is painted without a gap in a column of a chart, lines of the grid left aside; `null` where
 * there is none with a line in it.
 * @param of the chart's place, of which the first canvas counts
 * @param share where in the plot's width, 0 to 1
 */
export async function paintedBand(of: Locator, share: number): Promise<PaintedBand | null> {
  return await of
    .locator('canvas')
    .first()
    .evaluate(
      (element, { left, right, top, bottom, at }) => {
        if (!(element instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
        const density = element.width / element.clientWidth;
        const x = Math.round((left + at * (element.clientWidth - left - right)) * density);
        const height = Math.round((element.clientHeight - top - bottom) * density);
        const data = element.getContext('2d')?.getImageData(x, Math.round(top * density), 1, height).data ?? [];
        const alphas = Array.from({ length: height }, (_, row) => data[row * 4 + 3] ?? 0);
        let [first, past] = [0, 0];
        for (let row = 0, began = 0; row < height; row += 1) {
          if (alphas[row] === 0) began = row + 1;
          else if (row + 1 - began > past - first) [first, past] = [began, row + 1];
        }
        const rows = alphas.flatMap((_alpha, row) => (row >= first && row < past ? [row] : []));
        const colourAt = (row: number) => [0, 1, 2].map((channel) => data[row * 4 + channel] ?? 0);
        const faint = rows.find((row) => (alphas[row] ?? 0) < 200 && alphas[row] === alphas[row + 2]);
        if (faint === undefined) return null;
        const own = colourAt(faint);
        const isOwn = (row: number) => colourAt(row).every((value, n) => Math.abs(value - (own[n] ?? Number.NaN)) < 6);
        const opaque = rows.filter((row) => (alphas[row] ?? 0) > 200 && isOwn(row));
        if (opaque.length === 0) return null;
        const middle = opaque.reduce((sum, row) => sum + row + 0.5, 0) / opaque.length;
        return { from: 1 - past / height, to: 1 - first / height, line: 1 - middle / height };
      },
      { ...gutters, at: share },
    );
}
