import type { LoadedSettings } from '../config/load-config.ts';

/**
 * The same settings, now and after each change of the file, with any free port in place of the one that is taken. It stands
 * in the joining, so that it does not count as something that has changed since the start.
 */
export function onAnyFreePort(loaded: LoadedSettings): LoadedSettings {
  const takenPort = loaded.config.port;
  return {
    ...loaded,
    config: { ...loaded.config, port: 0 },
    join(values) {
      const joined = loaded.join(values);
      if ('issue' in joined || joined.config.port !== takenPort) return joined;
      return { config: { ...joined.config, port: 0 } };
    },
  };
}
