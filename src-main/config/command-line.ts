import { Command, CommanderError } from 'commander';
import { Fault } from '../../src-shared/fault.ts';
import { version } from '../version.ts';
import type { Arguments } from './load-config.ts';

/** What the person asked for: to serve, or a text (help, version) that is already complete. */
export type Request =
  { readonly kind: 'serve'; readonly args: Arguments } | { readonly kind: 'text'; readonly text: string };

/**
 * Reads the arguments that follow the program's name. Of a repeated option the last wins.
 * @throws Fault `bad_option` with one line
 */
export function readCommandLine(argv: readonly string[]): Request {
  let request: Request | undefined;
  let text = '';
  const program = new Command('lanpulse')
    .description('Live metrics of this machine, for its desktop and for browsers.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (part) => {
        text += part;
      },
      // The one line on stderr is written where the Fault ends up.
      outputError: () => undefined,
      writeErr: () => undefined,
    });
  program
    .command('serve')
    .description('Collect and serve without a desktop, until SIGTERM or SIGINT.')
    .option('--port <number>', 'port to listen on; 0 takes a free one (default 4780)')
    .option('--host <address>', 'loopback address to listen on (default 127.0.0.1)')
    .option('--data-dir <folder>', 'where Lanpulse keeps its data (default: the place of the platform)')
    .option('--config <file>', 'JSON file with the same settings')
    .option('--interval <ms>', 'time between samples, 100 to 60000 (default 1000)')
    .option('--history <on|off>', 'keep history on disk (default on)')
    .option('--history-cap <size>', 'most that history may take on disk, such as 500M or 2G (default 1G)')
    .option('--history-1s <duration>', 'how long every second is kept, such as 48h (default 48h)')
    .option('--history-10s <duration>', 'how long 10 s averages are kept (default 14d)')
    .option('--history-1m <duration>', 'how long 1 min averages are kept (default 90d)')
    .option('--history-15m <duration>', 'how long 15 min averages are kept (default 2y)')
    .addHelpText('after', '\nEach option is also an environment variable: LANPULSE_PORT, LANPULSE_DATA_DIR, ...')
    .exitOverride()
    .allowExcessArguments(false)
    .action((options: Arguments) => {
      request = { kind: 'serve', args: options };
    });
  try {
    program.parse(argv, { from: 'user' });
  } catch (caught) {
    if (!(caught instanceof CommanderError)) throw caught;
    if (caught.exitCode === 0 || caught.code === 'commander.help')
      return { kind: 'text', text: text || program.helpInformation() };
    const message = caught.message
      .replace(/^error: /u, '')
      .replaceAll('\n', ' ')
      .replace(/\.$/u, '');
    throw new Fault('bad_option', `${message}. Try lanpulse serve --help.`, { cause: caught });
  }
  return request ?? { kind: 'text', text: program.helpInformation() };
}
