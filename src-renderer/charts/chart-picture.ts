import type { Chart } from 'chart.js';
import type { Note } from '../../src-shared/protocol/note.ts';
import type { SeriesColour, Unit } from '../../src-shared/metrics/definition.ts';
import type { ColumnSource } from './columns.ts';
import type { Span } from './gaps.ts';
import type { BehindLine, ChosenMoment } from './large-picture.ts';
import type { ChartTheme } from './theme.ts';
import type { PictureThreshold } from './threshold-picture.ts';
import type { LinePoints, PlotFrame, Trace } from './trace.ts';
import type { ValueRange } from './value-axis.ts';

/** One line as a card asks for it. */
export interface ChartLine {
  readonly id: string;
  readonly label: string;
  readonly colour: SeriesColour;
  readonly source: ColumnSource;
  readonly fill: boolean;
  /** Line width in CSS pixels. */
  readonly width: number;
  /** -1 draws below the zero line. */
  readonly sign: 1 | -1;
  /** A dot at the newest point. */
  readonly dot: boolean;
  /** The newest value beside the dot. */
  readonly endLabel: boolean;
}

/** A line with the points of this drawing. */
export interface PictureLine extends ChartLine {
  readonly points: LinePoints;
}

/** Everything a drawing shows. Made anew for each one; the plugins only paint it. */
export interface ChartPicture {
  readonly lines: readonly PictureLine[];
  readonly startMs: number;
  readonly endMs: number;
  readonly range: ValueRange;
  readonly thresholds: readonly PictureThreshold[];
  /** Notes of this stretch, oldest first. */
  readonly notes: readonly Note[];
  readonly unit: Unit;
  /** Unit of the number at the head of the card; the axis names its own where it differs. */
  readonly headUnit: string;
  readonly periodMs: number;
  /** Stretch of which anything is known, ms; `null` for samples, which tell of all time from the first of them. */
  readonly known: Span | null;
  /** Oldest moment of which anything is kept, ms; `null` where that is not known. */
  readonly beganMs: number | null;
  /** What is missing is being read. */
  readonly loading: boolean;
  readonly theme: ChartTheme;
  /** The connection is gone: series without their colours. */
  readonly cutOff: boolean;
  readonly paused: boolean;
  readonly crosshairMs: number | null;
  /** The moment that somebody chose; `null` for none. */
  readonly chosen: ChosenMoment | null;
  /** Another day behind the lines; `null` for none. */
  readonly behind: BehindLine | null;
  /** Axes and grid; a spark has none. */
  readonly axes: boolean;
  /** False while the range is only a guess because nothing has come in. */
  readonly labelled: boolean;
}

/** What the plot plugin works out once per drawing for the controller and the overlays. */
export interface Plot {
  readonly picture: ChartPicture;
  readonly frame: PlotFrame;
  readonly traces: readonly Trace[];
  readonly holes: readonly Span[];
}

/**
 * Pictures and plots by chart. They stay out of Chart.js' options, which are merged, copied and watched: nothing from
 * the server ever becomes an option.
 */
export const pictures = new WeakMap<Chart, ChartPicture>();
/** See {@link pictures}. */
export const plots = new WeakMap<Chart, Plot>();
