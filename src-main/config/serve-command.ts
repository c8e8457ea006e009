import type { Command } from 'commander';
import { limitOptions } from './limit-options.ts';
import type { Arguments } from './load-config.ts';

/** Options as commander names them: a list is called by the name of one entry. */
type Options = Arguments & { readonly hostName?: string; readonly trustedProxy?: string };

/** Adds `lanpulse serve`. */
export function addServe(program: Command, run: (args: Arguments) => void): void {
  const command = program
    .command('serve')
    .description('Collect and serve without a desktop, until SIGTERM or SIGINT.')
    .option('--port <number>', 'port to listen on; 0 takes a free one (default 4780)')
    .option('--host <address>', 'address to listen on; 0.0.0.0 shares on the network (default 127.0.0.1)')
    .option('--share', 'share on the network: every device needs to be paired')
    .option('--tls', 'encrypt what is shared, with a certificate made for this machine')
    .option('--tls-cert <file>', 'PEM file of your own certificate (implies --tls)')
    .option('--tls-key <file>', 'PEM file of its key')
    .option('--host-name <names>', 'further names under which it answers, separated by commas', joined)
    .option('--trusted-proxy <addresses>', 'proxies whose forwarding headers count, separated by commas', joined)
    .option('--data-dir <folder>', 'where Lanpulse keeps its data (default: the place of the platform)')
    .option('--config <file>', 'JSON file with the same settings')
    .option('--interval <ms>', 'time between samples, 100 to 60000 (default 1000)')
    .option('--commands <on|off>', 'read the command lines of processes (default on)')
    .option('--notifications <on|off>', 'tell notification targets and the desktop what fires (default on)')
    .option('--log-level <level>', 'debug, info, warn or error: what is written to stderr (default warn)')
    .option('--replay-cap <size>', 'most memory for what viewers that were away are given again (default 32M)')
    .option('--history <on|off>', 'keep history on disk (default on)')
    .option('--history-cap <size>', 'most that history may take on disk, such as 500M or 2G (default 1G)')
    .option('--history-1s <duration>', 'how long every second is kept, such as 48h (default 48h)')
    .option('--history-10s <duration>', 'how long 10 s averages are kept (default 14d)')
    .option('--history-1m <duration>', 'how long 1 min averages are kept (default 90d)')
    .option('--history-15m <duration>', 'how long 15 min averages are kept (default 2y)');
  for (const option of limitOptions()) command.addOption(option);
  command
    .addHelpText('after', '\nEach option is also an environment variable: LANPULSE_PORT, LANPULSE_DATA_DIR, ...')
    .exitOverride()
    .allowExcessArguments(false)
    .action(({ hostName: hostNames, trustedProxy: trustedProxies, ...options }: Options) => {
      run({ ...options, ...given({ hostNames, trustedProxies }) });
    });
}

/** Repeated options that hold a list add up. */
function joined(value: string, before: string | undefined): string {
  return before === undefined ? value : `${before},${value}`;
}

function given(lists: Readonly<Record<'hostNames' | 'trustedProxies', string | undefined>>): Arguments {
  return Object.fromEntries(Object.entries(lists).filter(([, entries]) => entries !== undefined));
}
