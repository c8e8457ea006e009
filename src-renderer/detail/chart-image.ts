import type { ChartTheme } from '../charts/theme.ts';

/** A sign with its words below the chart. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly kind: 'line' | 'band' | 'dashed';
}

/** What the picture of a chart holds. */
export interface ImageParts {
  /** The chart as it stands on the page. */
  readonly chart: HTMLCanvasElement;
  readonly title: string;
  /** Below the title: the machine and the range. */
  readonly subtitle: string;
  readonly legend: readonly LegendEntry[];
  readonly theme: ChartTheme;
}

const padPx = 20;
const headPx = 64;
const rowPx = 24;

/** Puts a chart on a ground of its own, with title, range and legend, in the theme in force and at the screen's density. */
export async function chartImage(parts: ImageParts): Promise<Blob | null> {
  const { chart, theme } = parts;
  const width = chart.clientWidth + 2 * padPx;
  const density = chart.clientWidth === 0 ? 1 : chart.width / chart.clientWidth;
  const canvas = document.createElement('canvas');
  const ctx = canvas.getContext('2d');
  if (ctx === null || chart.clientWidth === 0) return null;
  ctx.font = `12px ${theme.font}`;
  const rows = legendRows(ctx, parts.legend, chart.clientWidth);
  const height = headPx + chart.clientHeight + rows.length * rowPx + padPx;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  ctx.scale(density, density);
  ctx.fillStyle = theme.card;
  ctx.fillRect(0, 0, width, height);
  ctx.textBaseline = 'alphabetic';
  ctx.fillStyle = theme.text;
  ctx.font = `600 16px ${theme.font}`;
  ctx.fillText(parts.title, padPx, padPx + 14, chart.clientWidth);
  ctx.fillStyle = theme.muted;
  ctx.font = `12px ${theme.font}`;
  ctx.fillText(parts.subtitle, padPx, padPx + 34, chart.clientWidth);
  ctx.drawImage(chart, padPx, headPx, chart.clientWidth, chart.clientHeight);
  for (const [index, row] of rows.entries()) {
    paintRow(ctx, row, padPx + 30, headPx + chart.clientHeight + rowPx * (index + 0.5), theme);
  }
  return new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
}

const signPx = 22;
const gapPx = 20;

function legendRows(
  ctx: CanvasRenderingContext2D,
  legend: readonly LegendEntry[],
  widthPx: number,
): readonly (readonly LegendEntry[])[] {
  const rows: LegendEntry[][] = [];
  let used = Infinity;
  for (const entry of legend) {
    const needs = signPx + ctx.measureText(entry.label).width + gapPx;
    if (used + needs > widthPx - 30) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(entry);
    used += needs;
  }
  return rows;
}

function paintRow(
  ctx: CanvasRenderingContext2D,
  row: readonly LegendEntry[],
  left: number,
  y: number,
  theme: ChartTheme,
): void {
  let x = left;
  ctx.textBaseline = 'middle';
  for (const { label, colour, kind } of row) {
    ctx.save();
    ctx.fillStyle = colour;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2;
    if (kind === 'band') {
      ctx.globalAlpha = 0.4;
      ctx.fillRect(x, y - 5, 14, 10);
    } else {
      if (kind === 'dashed') ctx.setLineDash([4, 3]);
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x + 14, y);
      ctx.stroke();
    }
    ctx.restore();
    ctx.fillStyle = theme.muted;
    ctx.fillText(label, x + signPx, y);
    x += signPx + ctx.measureText(label).width + gapPx;
  }
}
