import type { Command } from 'commander';

/** Adds a command about the server that runs on this machine, with the options that say which one is meant. */
export function ownServerCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--data-dir <folder>', 'where that server keeps its data (default: the place of the platform)')
    .option('--config <file>', 'its JSON file with settings')
    .exitOverride()
    .allowExcessArguments(false);
}
