/** An error as a log line holds it. */
export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/** Causes of causes that are told. */
const mostCauses = 4;

/**
 * What a log may tell of anything caught: its kind, words, code and place, and the same of its causes. Never its other
 * properties: libraries hang requests with headers and bodies on them.
 */
export function describeError(caught: unknown, deeper = mostCauses): DescribedError {
  if (!(caught instanceof Error)) return { type: typeof caught, message: 'Something that is no error was thrown.' };
  const { name, message, stack, cause } = caught;
  const code = 'code' in caught && typeof caught.code === 'string' ? caught.code : undefined;
  return {
    type: name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || deeper === 0 ? {} : { cause: describeError(cause, deeper - 1) }),
  };
}
