import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as v from 'valibot';
import { median } from './interleave.ts';

/** How a new process answers previews. */
export interface PreviewTimes {
  /** The first answer of a process, ms. */
  readonly coldMs: number;
  /** The answers after some, ms. */
  readonly warmMs: number;
  /** Least part of the span that an answer covered, 0 to 1. */
  readonly share: number;
}

const answersSchema = v.array(v.object({ tookMs: v.number(), share: v.number() }));
const processes = 5;

/** Asks processes that have done nothing before. The store is not changed. */
export function previewTimes(dataDir: string, end: number, spanMs: number, warn: number): PreviewTimes {
  const runs = Array.from({ length: processes }, () => {
    const args = ['--import', 'tsx', join(import.meta.dirname, 'preview-process.ts'), dataDir];
    const told = execFileSync(process.execPath, [...args, String(end), String(spanMs), String(warn)], {
      encoding: 'utf8',
    });
    return v.parse(v.pipe(v.string(), v.parseJson(), answersSchema), told);
  });
  const [first, rest] = [runs.map((run) => run[0]), runs.flatMap((run) => run.slice(4))];
  return {
    coldMs: median(first.map((one) => one?.tookMs ?? Number.NaN)),
    warmMs: median(rest.map(({ tookMs }) => tookMs)),
    share: Math.min(...runs.flat().map(({ share }) => share)),
  };
}
