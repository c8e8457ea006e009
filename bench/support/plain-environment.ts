/**
 * The variables of this shell but those by which Node itself is changed, for what is measured: with `NODE_EXTRA_CA_CERTS`, which
 * companies set, a Node takes 60 ms longer to start and 2 MiB more, whatever it runs.
 */
export function plainEnvironment(more: Readonly<Record<string, string | undefined>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_'));
  return { ...Object.fromEntries(kept), ...more };
}
