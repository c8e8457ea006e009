import type { Unit } from '../../src-shared/metrics/definition.ts';
import type { MetricId } from '../../src-shared/metrics/registry.ts';
import { writeText } from '../../src-shared/units.ts';
import type { ChartLine } from '../charts/chart-picture.ts';
import type { ChosenMoment } from '../charts/large-picture.ts';
import { clockSeconds } from '../charts/time-axis.ts';
import type { Moments } from './moment.svelte.ts';
import { seriesOfSubject, type MomentSubject } from './moment-values.ts';

/** What a moment that is chosen on a chart speaks of. */
export function subjectOf(metric: MetricId, title: string, unit: Unit, lines: readonly ChartLine[]): MomentSubject {
  return {
    metric,
    title,
    unit,
    lines: lines.map(({ label, colour, source, sign }) => ({
      label,
      colour,
      sign,
      // A stacked line stands for its own part, not for the sum it is drawn at.
      source: source.complete === true ? { keys: source.keys.slice(-1), combine: 'sum' } : source,
    })),
  };
}

/** How a chart shows the chosen moment: with its value where it was chosen there, as a line on the others. */
export function chosenOn(moments: Moments, own: MomentSubject): ChosenMoment | null {
  const { atMs, subject, values } = moments;
  if (atMs === null || subject === null) return null;
  const isHere = seriesOfSubject(subject).join() === seriesOfSubject(own).join();
  const value = isHere ? (values?.[0]?.value ?? null) : null;
  return {
    ms: atMs,
    value: value === null ? null : value * (subject.lines[0]?.sign ?? 1),
    text: value === null ? '' : `${clockSeconds(atMs)}  ${writeText(value, subject.unit)}`,
  };
}
