import type { Hello } from '../../src-shared/protocol/events.ts';

/** Reason per metric that the machine does not offer. */
export function unsupportedReasons(hello: Hello | null): ReadonlyMap<string, string> {
  return new Map((hello?.unsupported ?? []).map(({ metric, reason }) => [metric, reason]));
}

/** The metrics that the machine offers; `null` before the first `hello`. */
export function offeredIds(hello: Hello | null): ReadonlySet<string> | null {
  return hello === null ? null : new Set(hello.definitions.map(({ id }) => id));
}

/** A map as it is now, which later changes leave alone. */
export function copyOf<Key, Value>(map: Iterable<readonly [Key, Value]>): ReadonlyMap<Key, Value> {
  return new Map(map);
}
