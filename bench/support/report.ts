import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './bench.ts';

/** Writes the figures of one bench as a table for people. */
export function table(name: string, figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, unit, goal, peer }) => [
    what,
    `${short(value)} ${unit}`,
    goal === undefined ? '' : `${value <= goal.atMost ? 'reached' : 'MISSED'}, at most ${short(goal.atMost)}`,
    peer === undefined ? '' : `${peer.what}: ${short(peer.value)}, ${short(value / peer.value)} times`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [name, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

/** Keeps the figures beside the benches, with the date and the machine. */
export function keepResult(folder: string, name: string, figures: readonly Figure[]): string {
  const date = new Date().toISOString();
  const path = join(folder, `${name}-${date.replaceAll(':', '-')}.json`);
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${JSON.stringify({ name, date, machine, figures }, null, 2)}\n`);
  return path;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
