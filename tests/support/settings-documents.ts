import { format, resolveConfig } from 'prettier';
import { settingNames } from '../../src-main/config/setting-names.ts';
import type { Setting } from '../../src-main/config/setting-row.ts';
import { settingKeys, settingOf, type SettingKey } from '../../src-main/config/setting-table.ts';
import { inProject } from '../../build/project.ts';

/** Where the schema of the config file is kept. */
export const schemaPath = inProject('resources', 'lanpulse.config.schema.json');
/** Where every key is documented. */
export const documentPath = inProject('docs', 'settings.md');

const duration = String.raw`^\d+(\.\d+)? ?[smhdwy]$`;
const size = String.raw`^\d+(\.\d+)? ?[KMGTkmgt]?(i?[Bb])?$`;

/** The JSON schema of `lanpulse.config.json`, made from the table of settings. */
export async function configSchemaText(): Promise<string> {
  const properties = Object.fromEntries(
    settingKeys.map((key) => [key, { ...described(key), ...form(settingOf(key)) }]),
  );
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'lanpulse.config.json',
    description: 'Settings of Lanpulse. Options of the command line and variables of the environment win over them.',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string', description: 'Where editors find this schema.' }, ...properties },
  };
  return formatted(JSON.stringify(schema), schemaPath);
}

/** The documentation of every key. */
export async function settingsDocument(): Promise<string> {
  const rows = settingKeys.map((key) => {
    const setting = settingOf(key);
    const { flag, env } = settingNames[key];
    const names = [flag, env].filter((name) => name !== null).map((name) => `\`${name}\``);
    const cells = [`\`${key}\``, allowed(setting), fallback(setting), setting.help, when(setting), names.join(', ')];
    return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  });
  const text = `# Settings

Settings are kept in \`lanpulse.config.json\` in the data directory, or in the file that \`--config\` or \`LANPULSE_CONFIG\` names: one
JSON object, with the keys below. \`resources/lanpulse.config.schema.json\` is its schema; an editor that is told of it by \`"$schema"\`
completes and checks. Options win over variables, variables over the file, the file over the defaults.

Operators change those that apply at once in the page (the wheel in the header, or key \`,\`), programs by the command
\`settings.set {"changes": {"interval": 500}}\`; \`null\` goes back to the default. Both write this file and leave everything else in it
as it is. A file that is edited by hand is taken up within some seconds. What is wrong in it is named, by its key: at the start
Lanpulse ends with exit code 2, while it runs the settings stay as they were, and page and log say why.

Sizes are written like \`500M\` and \`2G\` (K is 1024), durations like \`90m\`, \`48h\`, \`14d\` and \`2y\`. Addresses of notification targets
are secrets and kept in a file of their own. A theme chosen in one browser stays there.

| key | values | default | what it does | applies | option, variable |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
  return formatted(text, documentPath);
}

async function formatted(text: string, path: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}

function described(key: SettingKey) {
  const { label, help, default: value } = settingOf(key);
  return { title: label, description: help, ...(value === null ? {} : { default: value }) };
}

function form(setting: Setting): object {
  if (setting.kind === 'switch') return { type: 'boolean' };
  if (setting.kind === 'choice') return { enum: setting.choices };
  if (setting.kind === 'count') return { type: 'integer', minimum: setting.min, maximum: setting.max };
  if (setting.kind === 'size')
    return {
      anyOf: [
        { type: 'string', pattern: size },
        { type: 'integer', minimum: 0 },
      ],
    };
  if (setting.kind === 'duration') return { type: 'string', pattern: duration };
  if (setting.kind === 'list') return { type: 'array', items: { type: 'string' }, maxItems: 64 };
  return { type: 'string', minLength: 1 };
}

function allowed(setting: Setting): string {
  if (setting.kind === 'switch') return 'true, false';
  if (setting.kind === 'choice') return setting.choices.join(', ');
  if ('min' in setting) return `${String(setting.min)} to ${String(setting.max)}`;
  return setting.kind === 'list' ? 'a list of texts' : 'text';
}

function fallback({ default: value }: Setting): string {
  if (value === null) return 'none';
  return typeof value === 'object' ? 'none' : String(value);
}

function when({ applies, needs }: Setting): string {
  const where = { desktop: 'in the desktop app', updates: 'in a desktop app with updates' } as const;
  return needs === undefined ? applies : `${applies}, ${where[needs]}`;
}
