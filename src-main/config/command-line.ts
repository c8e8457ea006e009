import { Command, CommanderError } from 'commander';
import { Fault } from '../../src-shared/fault.ts';
import type { Role } from '../../src-shared/protocol/events.ts';
import { version } from '../version.ts';
import type { Arguments } from './load-config.ts';
import { ownServerCommand } from './own-server-command.ts';
import { addPair } from './pair-command.ts';
import { addServe } from './serve-command.ts';

/** What the person asked for: to serve, to be told something, a pairing code, or a text (help, version) that is complete. */
export type Request =
  | { readonly kind: 'serve' | 'status' | 'doctor'; readonly args: Arguments }
  | { readonly kind: 'pair'; readonly args: Arguments; readonly role: Role }
  | { readonly kind: 'text'; readonly text: string };

/** Commands that only tell something. */
const tellings = {
  status: 'Say how the server that runs on this machine is doing.',
  doctor: 'Say which metrics this machine offers, why others are missing, and whether a server could keep its data.',
} as const;

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
  addServe(program, (args) => {
    request = { kind: 'serve', args };
  });
  addPair(program, (args, role) => {
    request = { kind: 'pair', args, role };
  });
  for (const kind of ['status', 'doctor'] as const) {
    ownServerCommand(program, kind, tellings[kind]).action((args: Arguments) => {
      request = { kind, args };
    });
  }
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
    const command = program.commands.find((one) => one.name() === argv[0])?.name() ?? 'serve';
    throw new Fault('bad_option', `${message}. Try lanpulse ${command} --help.`, { cause: caught });
  }
  return request ?? { kind: 'text', text: program.helpInformation() };
}
