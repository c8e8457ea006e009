/** Where the values of a rule fall on a chart. Pixels from the chart's upper edge. */
export interface LevelScale {
  /** Ends of the value axis, in the axis' own unit. */
  readonly min: number;
  readonly max: number;
  /** Pixels of the axis' ends. */
  readonly top: number;
  readonly bottom: number;
  /** The axis' value for 1 of the rule: a share of memory on an axis of bytes; negative below a zero line. */
  readonly factor: number;
}

/** The pixel of a level. It lies outside of `top` to `bottom` where the axis does not reach it. */
export function levelToPixel(scale: LevelScale, level: number): number {
  const { min, max, top, bottom, factor } = scale;
  return bottom - ((level * factor - min) / (max - min)) * (bottom - top);
}

/** The level at a pixel. */
export function pixelToLevel(scale: LevelScale, y: number): number {
  const { min, max, top, bottom, factor } = scale;
  return (min + ((bottom - y) / (bottom - top)) * (max - min)) / factor;
}

/** The lowest and highest level that the axis reaches. */
export function reachOf(scale: LevelScale): { readonly low: number; readonly high: number } {
  const ends = [scale.min / scale.factor, scale.max / scale.factor];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}
