/** Parses JSON text from outside; `undefined` where it is none, which no schema accepts. */
export function readJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
