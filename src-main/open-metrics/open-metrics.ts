import type { ReadValues } from '../../src-shared/metrics/readings.ts';
import type { AlertStatus } from '../../src-shared/protocol/alerts.ts';
import type { HostInfo } from '../../src-shared/protocol/events.ts';
import type { ServerFigures } from '../../src-shared/protocol/info.ts';
import type { Clock } from '../clock.ts';
import { writeExposition, type Exposition, type ExpositionFormat } from './exposition.ts';
import { alertFamily, hostFamilies, serverFamilies } from './own-families.ts';
import { createReadings } from './readings.ts';

/** Longest time for which an answer is given again, ms. */
const keptMs = 1_000;

/** What scrapers are told from. */
export interface OpenMetricsParts {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** The server's own interval, ms. */
  readonly everyMs: number;
  readonly host: HostInfo;
  readonly version: string;
  readonly alerts: () => readonly AlertStatus[];
  readonly figures: () => ServerFigures;
}

/** All figures in the form that Prometheus and its like scrape. */
export interface OpenMetrics {
  readonly sample: (t: number, values: ReadValues) => void;
  /** The server samples at another interval from now on, ms. */
  readonly retune: (everyMs: number) => void;
  /** Time was lost. */
  readonly gap: () => void;
  read(format: ExpositionFormat): Promise<Exposition>;
}

/** Begins with every counter at 0. */
export function createOpenMetrics({ clock, everyMs, host, version, alerts, figures }: OpenMetricsParts): OpenMetrics {
  const readings = createReadings(clock, everyMs);
  const unchanging = hostFamilies(host, version);
  /** Written once for all who ask before the next sample. */
  const written = new Map<ExpositionFormat, { readonly atMs: number; readonly exposition: Promise<Exposition> }>();
  return {
    retune: readings.retune,
    sample(t, values) {
      readings.sample(t, values);
      written.clear();
    },
    gap() {
      readings.gap();
      written.clear();
    },
    read(format) {
      const nowMs = clock.monotonicMs();
      const before = written.get(format);
      if (before !== undefined && nowMs - before.atMs < keptMs) return before.exposition;
      const families = [...unchanging, ...readings.families(), alertFamily(alerts()), ...serverFamilies(figures())];
      const exposition = writeExposition(families, format);
      written.set(format, { atMs: nowMs, exposition });
      return exposition;
    },
  };
}
