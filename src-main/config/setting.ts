import * as v from 'valibot';

/** A whole number within bounds, also as text. */
export function wholeNumber(what: string, min: number, max: number) {
  const message = `must be a whole number${what} from ${String(min)} to ${String(max)}`;
  return v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/u, message), v.transform(Number))], message),
    v.integer(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

/** One of some words. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return v.picklist(words, `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`);
}

/** Text that is not empty. */
export function text(message: string) {
  return v.pipe(v.string(message), v.minLength(1, message));
}

/** A switch: an option without a value is on, variables and the file say `on` or `off`. */
export function onOff() {
  const words = ['on', 'true', '1', 'yes', 'off', 'false', '0', 'no'] as const;
  const message = 'must be on or off';
  return v.pipe(
    v.union([v.boolean(), v.picklist(words, message)], message),
    v.transform((value) => (typeof value === 'boolean' ? value : words.indexOf(value) < 4)),
  );
}

/**
 * A list, in the file also as an array; elsewhere its entries stand between commas.
 * @param isEntry says whether a trimmed entry is good
 */
export function list(message: string, isEntry: (entry: string) => boolean) {
  return v.pipe(
    v.union(
      [
        v.array(v.string(message)),
        v.pipe(
          v.string(message),
          v.transform((entries) => entries.split(',')),
        ),
      ],
      message,
    ),
    v.transform((entries) => entries.map((entry) => entry.trim()).filter((entry) => entry !== '')),
    v.maxLength(64, message),
    v.check((entries) => entries.every(isEntry), message),
  );
}
