import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { OpenReader, Reader, ReaderEnvironment } from '../../src-main/collect/reader.ts';
import type { MetricId, MetricValue } from '../../src-shared/metrics/registry.ts';
import { temporaryFolder } from './temporary-folder.ts';

const machines = fileURLToPath(new URL('../fixtures/machines/', import.meta.url));

/** Files of another machine, copied so that a test may let time pass on it. */
export interface Machine {
  readonly environment: ReaderEnvironment;
  readonly text: (path: string) => string;
  readonly write: (path: string, text: string) => void;
  /** Replaces a part that must be there. */
  edit(path: string, from: string | RegExp, to: string): void;
  remove(path: string): void;
}

/** Copies a machine of tests/fixtures; `empty` has no files at all. */
export function machine(name: 'workstation' | 'container' | 'board' | 'empty'): Machine {
  const root = temporaryFolder();
  if (name !== 'empty') cpSync(join(machines, name), root, { recursive: true });
  const text = (path: string) => readFileSync(join(root, path), 'utf8');
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  return {
    environment: {
      platform: 'linux',
      procRoot: join(root, 'proc'),
      sysRoot: join(root, 'sys'),
      passwdFile: join(root, 'passwd'),
      commands: true,
      self: { viewers: () => 3 },
    },
    text,
    write,
    edit: (path, from, to) => {
      const before = text(path);
      const after = before.replace(from, to);
      if (after === before) throw new Error(`${path} holds no ${String(from)}`);
      write(path, after);
    },
    remove: (path) => {
      rmSync(join(root, path), { recursive: true });
    },
  };
}

/** A reader under test; it is closed after the test. */
export interface Opened<Id extends MetricId> {
  /** One reading at a moment of the monotonic clock, in ms. */
  at(ms: number): Promise<MetricValue<Id>>;
  readonly reader: Reader<Id>;
}

/** Opens a metric that the machine must offer. */
export async function offered<Id extends MetricId>(
  open: OpenReader<Id>,
  environment: ReaderEnvironment,
): Promise<Opened<Id>> {
  const opened = await open(environment);
  if ('unsupported' in opened) throw new Error(opened.unsupported);
  onTestFinished(() => {
    opened.close?.();
  });
  return { at: async (ms) => await opened.read(ms), reader: opened };
}

/** The reason why the machine lacks a metric. */
export async function refused<Id extends MetricId>(open: OpenReader<Id>, environment: ReaderEnvironment) {
  const opened = await open(environment);
  if ('unsupported' in opened) return opened.unsupported;
  throw new Error('The machine offers this metric.');
}
