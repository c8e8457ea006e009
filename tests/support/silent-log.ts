import type { Log } from '../../src-main/log.ts';

/** A log that a test reads. */
export interface TestLog extends Log {
  /** Everything logged, as JSON lines. */
  text(): string;
}

/** Makes an empty log. */
export function createTestLog(): TestLog {
  const lines: string[] = [];
  const write = (...parts: unknown[]) => {
    lines.push(JSON.stringify(parts));
  };
  return { debug: write, info: write, warn: write, error: write, audit: write, text: () => lines.join('\n') };
}
