import { join } from 'node:path';
import { buildIfStale } from '../build/build.ts';
import { charts } from './charts.ts';
import { collect } from './collect.ts';
import { fanOut } from './fan-out.ts';
import { history } from './history.ts';
import { hold } from './hold.ts';
import { memory } from './memory.ts';
import { start } from './start.ts';
import { subSecond } from './sub-second.ts';
import type { Bench } from './support/bench.ts';
import { tidyUpWhenInterrupted } from './support/interruption.ts';
import { keepResult, table } from './support/report.ts';
import { toThePixel } from './to-the-pixel.ts';

const benches: readonly Bench[] = [charts, collect, fanOut, history, hold, memory, start, toThePixel, subSecond];

const [asked] = process.argv.slice(2);
const chosen = benches.filter(({ name }) => asked === undefined || name === asked);
if (chosen.length === 0) {
  process.stderr.write(
    `There is no bench ${String(asked)}; there are ${benches.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exitCode = 2;
}
tidyUpWhenInterrupted();
if (chosen.length > 0) await buildIfStale();
for (const bench of chosen) {
  const { name } = bench;
  const tell = (progress: string): void => {
    process.stderr.write(`${name}: ${progress}\n`);
  };
  try {
    const figures = await bench.run(tell);
    process.stdout.write(table(name, figures));
    tell(`kept as ${keepResult(join(import.meta.dirname, 'results'), name, figures)}`);
  } catch (caught) {
    // The others may have what this one lacks.
    tell(`failed: ${caught instanceof Error ? caught.message : String(caught)}`);
    process.exitCode = 1;
  }
}
