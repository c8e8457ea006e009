import * as v from 'valibot';

/** A number that was read, or `null` where it could not be. Never 0 for "unknown", never NaN. */
export const reading = v.nullable(v.pipe(v.number(), v.finite()));
