import { Option, type Command } from 'commander';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { Arguments } from './load-config.ts';
import { ownServerCommand } from './own-server-command.ts';

interface Options extends Pick<Arguments, 'dataDir' | 'config'> {
  readonly role: Role;
}

/** Adds `lanpulse pair`. */
export function addPair(program: Command, run: (args: Arguments, role: Role) => void): void {
  ownServerCommand(program, 'pair', 'Make a code that lets one device in, for the server that runs on this machine.')
    .addOption(
      new Option('--role <role>', 'what the device may do: viewer looks, operator also changes')
        .choices(['viewer', 'operator'])
        .default('viewer'),
    )
    .action(({ role, ...args }: Options) => {
      run(args, role);
    });
}
