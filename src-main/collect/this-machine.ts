import type { ReaderEnvironment } from './reader.ts';

/** Where the readers of this machine look. */
export function thisMachine(choice: Pick<ReaderEnvironment, 'commands' | 'self'>): ReaderEnvironment {
  return {
    platform: process.platform,
    procRoot: '/proc',
    sysRoot: '/sys',
    passwdFile: '/etc/passwd',
    self: choice.self,
    // It may change its mind.
    get commands() {
      return choice.commands;
    },
  };
}
