import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { configSchema, type Config, type ConfigKey } from './config.ts';
import { defaultDataDir } from './data-dir.ts';

/** Where each setting may come from, so that an error names what the person wrote. */
const sources: Record<ConfigKey, { flag: string | null; env: string }> = {
  port: { flag: '--port', env: 'LANPULSE_PORT' },
  host: { flag: '--host', env: 'LANPULSE_HOST' },
  dataDir: { flag: '--data-dir', env: 'LANPULSE_DATA_DIR' },
  interval: { flag: '--interval', env: 'LANPULSE_INTERVAL' },
  loopbackRole: { flag: null, env: 'LANPULSE_LOOPBACK_ROLE' },
  logLevel: { flag: null, env: 'LANPULSE_LOG_LEVEL' },
  history: { flag: '--history', env: 'LANPULSE_HISTORY' },
  historyCap: { flag: '--history-cap', env: 'LANPULSE_HISTORY_CAP' },
  history1s: { flag: '--history-1s', env: 'LANPULSE_HISTORY_1S' },
  history10s: { flag: '--history-10s', env: 'LANPULSE_HISTORY_10S' },
  history1m: { flag: '--history-1m', env: 'LANPULSE_HISTORY_1M' },
  history15m: { flag: '--history-15m', env: 'LANPULSE_HISTORY_15M' },
};

const keys = Object.keys(configSchema.entries).filter(isConfigKey);

/** What the command line said, as text; `config` is the path of the file. */
export type Arguments = Readonly<Partial<Record<ConfigKey | 'config', string>>>;

/**
 * Joins arguments, environment, file and defaults, in this order of precedence, into one validated Config.
 * @throws Fault `bad_option` with one line that names the option, variable or key and what it must be
 */
export function loadConfig(args: Arguments, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Config {
  const file = readConfigFile(args.config ?? env.LANPULSE_CONFIG);
  const merged: Record<string, unknown> = { dataDir: defaultDataDir(platform, env), ...file.values };
  const origin = new Map<string, string>();
  for (const key of keys) {
    const { flag, env: variable } = sources[key];
    const fromEnv = env[variable];
    const fromArgs = args[key];
    if (fromEnv !== undefined && fromEnv !== '') {
      merged[key] = fromEnv;
      origin.set(key, variable);
    }
    if (fromArgs !== undefined) {
      merged[key] = fromArgs;
      origin.set(key, flag ?? key);
    }
  }
  const result = v.safeParse(configSchema, merged, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const key = v.getDotPath(issue) ?? 'the file';
  if (!isConfigKey(key)) throw new Fault('bad_option', `${file.name}: "${key}" is not a known key.`);
  // A default that another setting has overtaken was not written by anybody.
  if (merged[key] === undefined) throw new Fault('bad_option', `${sources[key].flag ?? key} ${issue.message}.`);
  const name = origin.get(key) ?? `"${key}" in ${file.name}`;
  throw new Fault('bad_option', `${name} ${issue.message}, not ${JSON.stringify(merged[key])}.`);
}

function isConfigKey(key: string): key is ConfigKey {
  return Object.hasOwn(configSchema.entries, key);
}

function readConfigFile(path: string | undefined): { name: string; values: Readonly<Record<string, unknown>> } {
  if (path === undefined || path === '') return { name: 'the config file', values: {} };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Fault('bad_option', `The config file ${path} cannot be read.`, { cause });
  }
  try {
    return { name: path, values: v.parse(v.record(v.string(), v.unknown()), JSON.parse(text)) };
  } catch (cause) {
    throw new Fault('bad_option', `The config file ${path} is not a JSON object.`, { cause });
  }
}
