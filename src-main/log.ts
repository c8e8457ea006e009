import { pino, type Logger } from 'pino';

/** Where the server tells its owner what happened. Structured lines on stderr: stdout belongs to the ready line. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** Opens the log. `level` is one of pino's; default `warn`, so that a healthy server is silent. */
export function openLog(level = 'warn'): Log {
  return pino({ name: 'lanpulse', level, base: null }, pino.destination({ dest: 2, sync: true }));
}
