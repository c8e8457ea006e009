/**
 * Every failure that a person or another program can see carries one of these codes.
 *
 * HTTP: `invalid_*`, `bad_json`, `unknown_command` and `no_viewer` answer 400, `unauthorized` 401, `forbidden`,
 * `bad_host`, `bad_origin`, `forwarded` and `wrong_code` 403, `not_found` and `no_history` 404, `method_not_allowed` 405, `too_slow` 408, `too_large` 413,
 * `unsupported_media_type` 415, `too_many` and `pairing_locked` 429, `shutting_down` and `too_many_connections` 503, `internal` and `not_saved` (the disk is full, for
 * example, and nothing has changed) 500.
 *
 * Process: `bad_option` ends with exit code 2, `port_taken`, `data_dir_taken`, `start_failed` and `no_server` with 1.
 *
 * Desktop: `update_failed` is told in a box, where a new version could not be asked for, fetched or put in place.
 */
export const faultCodes = {
  bad_json: 400,
  invalid_command: 400,
  unknown_command: 400,
  invalid_filter: 400,
  invalid_rule: 400,
  invalid_target: 400,
  invalid_query: 400,
  invalid_viewer: 400,
  invalid_request: 400,
  invalid_setting: 400,
  no_viewer: 400,
  unauthorized: 401,
  forbidden: 403,
  bad_host: 403,
  bad_origin: 403,
  forwarded: 403,
  wrong_code: 403,
  not_found: 404,
  no_history: 404,
  method_not_allowed: 405,
  too_slow: 408,
  too_large: 413,
  unsupported_media_type: 415,
  too_many: 429,
  pairing_locked: 429,
  internal: 500,
  not_saved: 500,
  shutting_down: 503,
  too_many_connections: 503,
  bad_option: 500,
  port_taken: 500,
  data_dir_taken: 500,
  start_failed: 500,
  no_server: 500,
  read_failed: 500,
  update_failed: 500,
} as const;

/** A documented reason for a failure; see {@link faultCodes} for the HTTP status of each. */
export type FaultCode = keyof typeof faultCodes;

/** Where the fault travels: the body of a refused request, and the `error` of a refused command. */
export interface FaultBody {
  readonly code: FaultCode;
  readonly message: string;
}

/**
 * The one error type of Lanpulse. `message` tells the reader what to do; `cause` keeps what was caught.
 */
export class Fault extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'Fault';
    this.code = code;
  }

  /** HTTP status that belongs to the code. */
  get status(): number {
    return faultCodes[this.code];
  }

  /** The part that may leave the process: never the cause, which can hold paths or input. */
  toBody(): FaultBody {
    return { code: this.code, message: this.message };
  }
}

/** Wraps anything caught into a {@link Fault}; a Fault passes through unchanged. */
export function toFault(caught: unknown, code: FaultCode, message: string): Fault {
  return caught instanceof Fault ? caught : new Fault(code, message, { cause: caught });
}
