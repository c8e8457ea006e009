import type { ProcessRow } from '../../src-shared/metrics/processes.ts';

/** What stands in a row for a process. */
export interface CommandText {
  /** The command line without the folders of its program, which would hide what matters: `node server.js`. */
  readonly short: string;
  /** All that is known of it. */
  readonly full: string;
}

/** The command line of a process, where it is known; else its name. */
export function commandText({ name, command = '' }: Pick<ProcessRow, 'name' | 'command'>): CommandText {
  const full = command.trim() === '' ? name : command;
  return { short: full.replace(/^\S*[/\\](?=[^\s/\\])/u, ''), full };
}
