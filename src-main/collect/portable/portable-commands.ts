import type { ProcessRow } from '../../../src-shared/metrics/processes.ts';
import { shownCommand } from '../command/shown-command.ts';

/** What systeminformation tells of a process's command. */
interface ToldCommand {
  readonly command: string;
  readonly params: string;
  readonly path: string;
}

/** The commands of processes from one reading to the next: each is made fit to be shown once, when somebody gets it. */
export interface PortableCommands {
  /** Takes the rows of a reading and what was told of them, in the same order; those that were shown before have theirs. */
  take(rows: readonly ProcessRow[], told: readonly ToldCommand[]): void;
  /** Adds the commands that these rows lack. */
  complete(rows: readonly ProcessRow[]): void;
}

/** Makes it for a platform: Windows tells the whole line as the command, the others cut it into three. */
export function portableCommands(platform: NodeJS.Platform): PortableCommands {
  const lines = new WeakMap<ProcessRow, string>();
  let shown = new Map<string, string | undefined>();

  return {
    take(rows, told) {
      const before = shown;
      shown = new Map();
      for (const [index, row] of rows.entries()) {
        const { command, params, path } = told[index] ?? { command: '', params: '', path: '' };
        const line = platform === 'win32' ? command : `${path === '' ? '' : `${path}/`}${command} ${params}`;
        lines.set(row, line);
        const known = before.get(line);
        if (known === undefined) continue;
        shown.set(line, known);
        row.command = known;
      }
    },
    complete(rows) {
      for (const row of rows) {
        const line = lines.get(row);
        if (line === undefined || row.command !== undefined) continue;
        const command = shown.has(line) ? shown.get(line) : shownCommand([line]);
        shown.set(line, command);
        if (command !== undefined) row.command = command;
      }
    },
  };
}
