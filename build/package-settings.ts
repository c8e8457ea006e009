import type { PackageSettings } from './package-config.ts';

/** What whoever packs has decided by variables; an empty one is as good as none. */
export function packageSettings(env: NodeJS.ProcessEnv): Omit<PackageSettings, 'electron'> {
  const given = (name: string) => (env[name] === '' ? undefined : env[name]);
  const [feedUrl, homepage, maintainer] = ['UPDATE_FEED', 'HOMEPAGE', 'MAINTAINER'].map((name) =>
    given(`LANPULSE_${name}`),
  );
  return {
    ...(feedUrl === undefined ? {} : { feedUrl }),
    ...(homepage === undefined ? {} : { homepage }),
    ...(maintainer === undefined ? {} : { maintainer }),
  };
}
