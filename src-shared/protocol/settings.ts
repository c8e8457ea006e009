import * as v from 'valibot';

/** Groups of settings, in the order in which they are shown. */
export const settingSections = [
  'collecting',
  'history',
  'alerts',
  'sharing',
  'appearance',
  'desktop',
  'limits',
  'advanced',
] as const;

/** A name of {@link settingSections}. */
export type SettingSection = (typeof settingSections)[number];

/** A setting as the config file holds it: durations and sizes as people write them, `48h` and `2G`. */
export const settingValueSchema = v.nullable(
  v.union([v.boolean(), v.number(), v.string(), v.pipe(v.array(v.string()), v.readonly())]),
);
/** See {@link settingValueSchema}. */
export type SettingValue = v.InferOutput<typeof settingValueSchema>;

/**
 * One setting, with what a page needs to show it. `kind`: `count` is a whole number, `size` and `duration` are written
 * like `2G` and `48h`. `value` is the one in force, `null` where nobody has decided; so is `default`. `fixedBy` names
 * what decides over the file, `--interval` for example; then it cannot be changed while this server runs.
 */
export const settingSchema = v.object({
  key: v.string(),
  section: v.picklist(settingSections),
  label: v.string(),
  help: v.string(),
  kind: v.picklist(['switch', 'choice', 'count', 'size', 'duration', 'text', 'list']),
  choices: v.optional(v.pipe(v.array(v.string()), v.readonly())),
  min: v.optional(v.union([v.number(), v.string()])),
  max: v.optional(v.union([v.number(), v.string()])),
  default: settingValueSchema,
  value: settingValueSchema,
  source: v.picklist(['default', 'file', 'option', 'variable']),
  fixedBy: v.nullable(v.string()),
});
/** See {@link settingSchema}. */
export type SettingInfo = Readonly<v.InferOutput<typeof settingSchema>>;

/**
 * Answer of `GET /api/v1/settings` and of the command `settings.set` (operators): the settings that apply at once.
 * `revision` counts up with each change; operators also hear of it by `presence`. `problem` is a sentence where the file
 * on disk holds something wrong: what was in force before stays in force.
 */
export const settingsAnswerSchema = v.object({
  revision: v.number(),
  file: v.object({ path: v.string(), problem: v.nullable(v.string()) }),
  settings: v.pipe(v.array(settingSchema), v.readonly()),
});
/** See {@link settingsAnswerSchema}. */
export type SettingsAnswer = Readonly<v.InferOutput<typeof settingsAnswerSchema>>;

/** The `changes` of `settings.set`: values by key; `null` goes back to what holds where nobody has decided. */
export const settingChangesSchema = v.pipe(
  v.record(v.string(), settingValueSchema, 'is no object of settings'),
  v.check((changes) => Object.keys(changes).length > 0, 'is empty'),
);
/** See {@link settingChangesSchema}. */
export type SettingChanges = Readonly<v.InferOutput<typeof settingChangesSchema>>;

/**
 * Body of `POST /api/v1/desktop` (operators): a desktop app shows this server, which it did not start. For the next minute its
 * own settings are among the server's, those about updates where it can get any (`updates`). The answer is that of
 * `GET /api/v1/settings`.
 */
export const attachedDesktopSchema = v.object({ updates: v.boolean('is neither true nor false') });
