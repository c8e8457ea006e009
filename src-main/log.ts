import { pino, type Logger } from 'pino';
import { createAudit, type Audit } from './audit.ts';
import { systemClock } from './clock.ts';
import { describeError } from './describe-error.ts';

/**
 * Where the server tells its owner what happened. Structured lines on stderr: stdout belongs to the ready line. Nothing
 * that somebody sent goes into a line as it came: no header, body, query, viewer id or address of a webhook.
 */
export interface Log extends Pick<Logger, 'debug' | 'info' | 'warn' | 'error'> {
  /** A line for each change of something, and each refused attempt; written whatever the level is. */
  readonly audit: Audit;
}

/** A log whose level can be changed while it is written. */
export interface OwnLog extends Log {
  /** `level` is one of pino's. */
  setLevel(level: string): void;
}

/** Opens the log. `level` is one of pino's; default `warn`, so that a healthy server tells only who changed what. */
export function openLog(level = 'warn'): OwnLog {
  const log = pino(
    { name: 'lanpulse', level, base: null, serializers: { err: describeError } },
    pino.destination({ dest: 2, sync: true }),
  );
  const audit = createAudit(log.child({}, { level: 'info' }), systemClock);
  return {
    debug: log.debug.bind(log),
    info: log.info.bind(log),
    warn: log.warn.bind(log),
    error: log.error.bind(log),
    audit,
    setLevel(next) {
      log.level = next;
    },
  };
}
