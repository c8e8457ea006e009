import type { Hello, Presence } from '../../src-shared/protocol/events.ts';

/** Reason per metric that the machine does not offer. */
export function unsupportedReasons(hello: Hello | null): ReadonlyMap<string, string> {
  return new Map((hello?.unsupported ?? []).map(({ metric, reason }) => [metric, reason]));
}

/** What people may change while a page is open, with what has been told of it since; the same object where nothing is new. */
export function withNews(hello: Hello | null, { intervalMs, theme, settings }: Presence): Hello | null {
  if (hello === null) return null;
  const next = {
    ...hello,
    intervalMs: intervalMs ?? hello.intervalMs,
    theme: theme ?? hello.theme,
    settings: settings ?? hello.settings,
  };
  const isSame = next.intervalMs === hello.intervalMs && next.theme === hello.theme && next.settings === hello.settings;
  return isSame ? hello : next;
}

/** The metrics that the machine offers; `null` before the first `hello`. */
export function offeredIds(hello: Hello | null): ReadonlySet<string> | null {
  return hello === null ? null : new Set(hello.definitions.map(({ id }) => id));
}

/** A map as it is now, which later changes leave alone. */
export function copyOf<Key, Value>(map: Iterable<readonly [Key, Value]>): ReadonlyMap<Key, Value> {
  return new Map(map);
}
