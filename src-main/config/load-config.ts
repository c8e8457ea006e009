import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { configSchema, type Config, type ConfigKey } from './config.ts';
import { parseConfigFile, placeOfConfigFile, readConfigFile, type ConfigFilePlace } from './config-file.ts';
import { defaultDataDir } from './default-data-dir.ts';
import { nearestName } from './nearest-name.ts';
import { settingNames } from './setting-names.ts';

const keys = Object.keys(configSchema.entries).filter(isConfigKey);

/** For editors, which look there for the schema of a file; it means nothing to Lanpulse. */
const schemaKey = '$schema';

/** What the command line said, as text, or true for an option without a value; `config` is the path of the file. */
export type Arguments = Readonly<Partial<Record<ConfigKey, string | true> & Record<'config', string>>>;

/** Where the value of a setting comes from; `name` is the option or variable, as the person wrote it. */
export type SettingSource =
  { readonly kind: 'default' | 'file' } | { readonly kind: 'option' | 'variable'; readonly name: string };

/** A value that a setting cannot have, or a key that is none. */
export interface SettingIssue {
  readonly key: string;
  /** What it must be, to be said after its name; `null` for an unknown key. */
  readonly must: string | null;
  /** What was written; `undefined` where nobody wrote anything. */
  readonly written: unknown;
  readonly source: SettingSource;
}

/** What came of joining. */
type Joined = { readonly config: Config } | { readonly issue: SettingIssue };

/** The settings of one start, and how they came about. */
export interface LoadedSettings {
  readonly config: Config;
  readonly file: ConfigFilePlace;
  /** What the file held; `null` where there is none. */
  readonly fileText: string | null;
  /** Where a value comes from, where the file holds these values. */
  sourceOf(key: ConfigKey, values: Readonly<Record<string, unknown>>): SettingSource;
  /** Joins the same arguments and variables with other values of the file. */
  join(values: Readonly<Record<string, unknown>>): Joined;
}

/**
 * Joins arguments, environment, file and defaults, in this order of precedence, into one validated Config.
 * @throws Fault `bad_option` with one line that names the option, variable or key and what it must be
 */
export function loadSettings(args: Arguments, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): LoadedSettings {
  const named = args.config ?? env.LANPULSE_CONFIG;
  const dataDir = args.dataDir ?? env.LANPULSE_DATA_DIR;
  const file = placeOfConfigFile({ named, dataDir }, env, platform);
  const fileText = readConfigFile(file);

  function sourceOf(key: ConfigKey, values: Readonly<Record<string, unknown>>): SettingSource {
    const { flag, env: variable } = settingNames[key];
    if (args[key] !== undefined) return { kind: 'option', name: flag ?? key };
    if (env[variable] !== undefined && env[variable] !== '') return { kind: 'variable', name: variable };
    return { kind: values[key] === undefined ? 'default' : 'file' };
  }

  function join(written: Readonly<Record<string, unknown>>): Joined {
    const values = Object.fromEntries(Object.entries(written).filter(([key]) => key !== schemaKey));
    const merged: Record<string, unknown> = { dataDir: defaultDataDir(platform, env), ...values };
    for (const key of keys) {
      const { kind } = sourceOf(key, values);
      if (kind === 'variable') merged[key] = env[settingNames[key].env];
      else if (kind === 'option') merged[key] = args[key];
    }
    const result = v.safeParse(configSchema, merged, { abortEarly: true });
    if (result.success) return { config: result.output };
    const [issue] = result.issues;
    const at = issue.path?.[0]?.key;
    const key = typeof at === 'string' ? at : 'the file';
    if (!isConfigKey(key)) return { issue: { key, must: null, written: merged[key], source: { kind: 'file' } } };
    return { issue: { key, must: issue.message, written: merged[key], source: sourceOf(key, values) } };
  }

  const joined = join(parseConfigFile(file.path, fileText));
  if ('issue' in joined) throw describeIssue(joined.issue, file.path);
  return { config: joined.config, file, fileText, sourceOf, join };
}

/** Only the settings; see {@link loadSettings}. */
export function loadConfig(args: Arguments, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Config {
  return loadSettings(args, env, platform).config;
}

/** What is wrong with the file at `path`, or with what stands above it, in one line. */
export function describeIssue({ key, must, written, source }: SettingIssue, path: string): Fault {
  if (must === null) {
    const near = nearestName(key, keys);
    const meant = near === null ? '' : ` Did you mean "${near}"?`;
    return new Fault('bad_option', `${path}: "${key}" is not a known key.${meant}`);
  }
  // A default that another setting has overtaken was not written by anybody.
  if (written === undefined || source.kind === 'default') {
    return new Fault('bad_option', `${isConfigKey(key) ? (settingNames[key].flag ?? key) : key} ${must}.`);
  }
  const name = 'name' in source ? source.name : `"${key}" in ${path}`;
  return new Fault('bad_option', `${name} ${must}, not ${JSON.stringify(written)}.`);
}

function isConfigKey(key: string): key is ConfigKey {
  return Object.hasOwn(configSchema.entries, key);
}
