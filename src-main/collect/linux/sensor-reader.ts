import { readFile } from 'node:fs';
import type { SensorFile } from './sensors.ts';
import { nextReading } from './byte-parser.ts';
import { kernelFile } from './kernel-file.ts';

/** One sensor over time. */
export interface Sensor {
  readonly name: string;
  /** Degrees Celsius, `null` where the sensor does not answer or tells nonsense. */
  read(): number | null;
  close(): void;
}

/** A reading that takes longer asks the hardware over a slow bus, and must not hold up everything else. */
const slowMs = 3;

/** What a sensor can truly measure; a line that hangs free tells -128 or 255. */
const plausible = { min: -50, max: 150 };

/**
 * A sensor is read directly while it answers quickly. One that was slow is asked in the background from then on and
 * tells its newest answer.
 */
export function sensorReader({ name, path }: SensorFile): Sensor {
  const file = kernelFile(path, { bytes: 64, onePiece: true });
  let slow = false;
  let asking = false;
  let newest: number | null = null;

  function readNow(): number | null {
    const startedMs = performance.now();
    try {
      newest = toCelsius(nextReading(file.read()));
    } catch {
      // Sensors come and go with power saving (ENODATA, EAGAIN, ENODEV): the value could not be read.
      newest = null;
    }
    slow = performance.now() - startedMs > slowMs;
    if (slow) file.close();
    return newest;
  }

  function ask(): void {
    if (asking) return;
    asking = true;
    readFile(path, 'utf8', (error, text) => {
      asking = false;
      const thousandths = Number.parseInt(text, 10);
      newest = error === null && Number.isFinite(thousandths) ? toCelsius(thousandths) : null;
    });
  }

  return {
    name,
    read: () => {
      if (!slow) return readNow();
      ask();
      return newest;
    },
    close: () => {
      file.close();
    },
  };
}

function toCelsius(thousandths: number | null): number | null {
  if (thousandths === null) return null;
  const celsius = Math.round(thousandths / 100) / 10;
  return celsius < plausible.min || celsius > plausible.max ? null : celsius;
}
