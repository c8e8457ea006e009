import { join } from 'node:path';
import { history } from './history.ts';
import type { Bench } from './support/bench.ts';
import { keepResult, table } from './support/report.ts';

const benches: readonly Bench[] = [history];

const [asked] = process.argv.slice(2);
const chosen = benches.filter(({ name }) => asked === undefined || name === asked);
if (chosen.length === 0) {
  process.stderr.write(
    `There is no bench ${String(asked)}; there are ${benches.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exitCode = 2;
}
for (const bench of chosen) {
  const { name } = bench;
  const figures = await bench.run((progress) => {
    process.stderr.write(`${name}: ${progress}\n`);
  });
  process.stdout.write(table(name, figures));
  process.stderr.write(`${name}: kept as ${keepResult(join(import.meta.dirname, 'results'), name, figures)}\n`);
}
