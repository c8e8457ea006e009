import type { RegistryContentType } from 'prom-client';
import type { Family } from './family.ts';

/** A form in which scrapers take their numbers. */
export type ExpositionFormat = 'text/plain' | 'application/openmetrics-text';

/** Everything a scraper gets. */
export interface Exposition {
  readonly contentType: RegistryContentType;
  readonly bytes: Buffer<ArrayBuffer>;
}

/** Writes families; those without a number are left out. */
export async function writeExposition(families: readonly Family[], format: ExpositionFormat): Promise<Exposition> {
  // Only who is scraped needs it, and it takes a fifth of the time that all of the server needs to start.
  const { Counter, Gauge, Registry } = await import('prom-client');
  const isOpen = format === 'application/openmetrics-text';
  const contentType = isOpen ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE;
  // A registry of its own: the library's is one for the whole process, and keeps what is no longer told.
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(contentType);
  for (const { name, help, type, labels, values } of families) {
    if (values.length === 0) continue;
    const options = { name, help, labelNames: labels, registers: [] };
    if (type === 'counter') {
      const counter = new Counter(options);
      for (const one of values) counter.inc(one.labels, one.value);
      registry.registerMetric(counter);
    } else {
      const gauge = new Gauge(options);
      for (const one of values) gauge.set(one.labels, one.value);
      registry.registerMetric(gauge);
    }
  }
  return { contentType, bytes: Buffer.from(await registry.metrics()) };
}
