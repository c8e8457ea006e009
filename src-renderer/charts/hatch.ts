import type { ChartTheme } from './theme.ts';

/** Slanted lines over a stretch that has no data. */
export function hatch(
  ctx: CanvasRenderingContext2D,
  left: number,
  top: number,
  right: number,
  bottom: number,
  theme: ChartTheme,
): void {
  const height = bottom - top;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, height);
  ctx.clip();
  ctx.globalAlpha = 0.5;
  ctx.fillStyle = theme.grid;
  ctx.fillRect(left, top, right - left, height);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = theme.lineStrong;
  ctx.lineWidth = 1;
  ctx.beginPath();
  // The lines hang on the canvas, not on the stretch: they stand still while the stretch grows.
  const step = 6;
  for (let x = Math.floor((left - height) / step) * step; x < right; x += step) {
    ctx.moveTo(x, bottom);
    ctx.lineTo(x + height, top);
  }
  ctx.stroke();
  ctx.restore();
}
