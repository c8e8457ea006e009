import { Fault, toFault } from '../../src-shared/fault.ts';
import type { SettingChanges, SettingsAnswer } from '../../src-shared/protocol/settings.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { parseConfigFile, readConfigFile, writeConfigFile } from '../config/config-file.ts';
import { describeIssue, type LoadedSettings, type SettingSource } from '../config/load-config.ts';
import { settingKeys, settingOf, type SettingKey } from '../config/setting-table.ts';
import type { Log } from '../log.ts';
import { createAbsence } from './absence.ts';
import { assertSettable } from './assert-settable.ts';
import { createAttachedDesktop } from './attached-desktop.ts';
import { fixedBy, settingInfo, waitsForStart } from './setting-info.ts';
import { meansSomething, type Surroundings } from './surroundings.ts';
import { watchFile } from './watch-file.ts';

/** What the settings work with. */
export interface SettingsOptions extends Surroundings {
  readonly loaded: LoadedSettings;
  readonly clock: Clock;
  readonly log: Log;
}

/** Told after each change, with the keys whose values are others now; none where only the file is right or wrong again. */
type SettingsListener = (config: Config, changed: ReadonlySet<SettingKey>) => void;

/** The settings in force, and the file that keeps them. */
export interface Settings {
  /** Those that apply at the start only are as the file says now: parts take them from what was loaded. */
  config(): Config;
  /** What decides over the file: an option, a variable, another setting; `null` where the file decides. */
  readonly fixedBy: (key: SettingKey) => string | null;
  /** Where the value of a setting comes from. */
  sourceOf(key: SettingKey): SettingSource;
  /** Counts up from 1 with each change. */
  revision(): number;
  answer(): SettingsAnswer;
  /**
   * Says whether a person may change these, and to these values.
   * @throws Fault `invalid_setting`, naming the key
   */
  check(changes: SettingChanges): void;
  /**
   * Changes them: on disk first, then everywhere.
   * @throws Fault `invalid_setting` or `not_saved`; then nothing has changed
   */
  change(changes: SettingChanges): Promise<void>;
  /** Says that a desktop app shows this server, for the next minute: its settings are among these then. */
  readonly attachDesktop: (hasUpdates: boolean) => void;
  /** Says why a part could not follow the file, for `answer`; `null` when it has. */
  readonly reportFailure: (failure: string | null) => void;
  /** Adds somebody who is told; at once of what has changed since the start, for example by an edit. */
  onChange(listener: SettingsListener): void;
  /** Looks at the file now; it is looked at every two seconds anyway. */
  reload(): Promise<void>;
  close(): void;
}

type Values = Readonly<Record<string, unknown>>;

/** Begins with what was loaded, and follows the file from now on. */
export function openSettings({ loaded, clock, log, ...surroundings }: SettingsOptions): Settings {
  const { file } = loaded;
  let { config, fileText } = loaded;
  let values = parseConfigFile(file.path, fileText);
  let revision = 1;
  let problem: string | null = null;
  /** Why a part could not follow the file. */
  let failure: string | null = null;
  /** Why the file, which is there or must be, could not be read the last time. */
  let unread: Fault | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const listeners: SettingsListener[] = [];

  /** One after the other, so that none writes over what another has just written. */
  function inTurn<Result>(run: () => Promise<Result> | Result): Promise<Result> {
    const done = last.then(run);
    // Whoever asked hears of a failure; the next one has nothing to do with it.
    last = done.catch(() => undefined);
    return done;
  }

  function tell(changed: ReadonlySet<SettingKey>): void {
    revision += 1;
    for (const listener of listeners) listener(config, changed);
  }

  /** The settings that these values of the file lead to. @throws Fault `bad_option` */
  function joined(next: Values): Config {
    const result = loaded.join(next);
    if ('issue' in result) throw describeIssue(result.issue, file.path);
    return result.config;
  }

  function adopt(text: string | null, next: Values, nextConfig: Config): void {
    const changed = differing(config, nextConfig);
    const isShownOtherwise = !isSame(values, next) || problem !== null;
    fileText = text;
    unread = null;
    values = next;
    config = nextConfig;
    const waiting = settingKeys.filter(
      (key) => waitsForStart(key, settings.fixedBy(key)) && !isSame(config[key], loaded.config[key]),
    );
    problem = waiting.length === 0 ? null : `${quoted(waiting)} in ${file.path} apply when Lanpulse is started again.`;
    if (isShownOtherwise) tell(changed);
  }

  function refuse(fault: Fault, why: string): void {
    problem = `${fault.message} What was in force before stays in force.`;
    log.warn({ err: fault }, `the config file ${why}: the settings stay as they were`);
    tell(new Set());
  }

  function read(): void {
    let text: string | null;
    try {
      text = readConfigFile(file);
    } catch (caught) {
      const isNews = unread === null;
      unread = toFault(caught, 'bad_option', `The config file ${file.path} cannot be read.`);
      if (isNews) refuse(unread, 'cannot be read');
      return;
    }
    if (text !== null) absence.over();
    else if (fileText !== null && !absence.isSure()) return;
    if (text === fileText && unread === null) return;
    unread = null;
    try {
      const next = parseConfigFile(file.path, text);
      adopt(text, next, joined(next));
      log.info({ file: file.path }, 'the config file was changed');
    } catch (caught) {
      fileText = text;
      const fault = toFault(caught, 'bad_option', `The config file ${file.path} cannot be used.`);
      refuse(fault, 'was changed, but is wrong');
    }
  }

  /** The values of the file after some changes; `null` takes a key out. */
  function withChanges(before: Values, changes: SettingChanges): Values {
    return Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null));
  }

  /** @throws Fault `invalid_setting` where the file would be wrong with them, whoever wrote what is wrong */
  function checkValues(before: Values, changes: SettingChanges): Values {
    const next = withChanges(before, changes);
    const result = loaded.join(next);
    if (!('issue' in result)) return next;
    const { key, must, written } = result.issue;
    if (must === null) throw new Fault('invalid_setting', describeIssue(result.issue, file.path).message);
    const instead = written === undefined ? '' : `, not ${JSON.stringify(written)}`;
    throw new Fault('invalid_setting', `"${key}" ${must}${instead}.`);
  }

  /** What the file holds, also where it is wrong. @throws Fault `invalid_setting` where it cannot be read or understood */
  function written(): Values {
    if (unread !== null) {
      const message = `${unread.message} Nothing is written over what it holds: put it back, or let Lanpulse read it.`;
      throw new Fault('invalid_setting', message, { cause: unread });
    }
    try {
      return parseConfigFile(file.path, fileText);
    } catch (cause) {
      const { message } = toFault(cause, 'bad_option', `The config file ${file.path} cannot be used.`);
      throw new Fault('invalid_setting', `${message} Correct it first.`, { cause });
    }
  }

  const desktop = createAttachedDesktop(clock, () => {
    tell(new Set());
  });
  const around = (): Surroundings => (surroundings.isDesktop ? surroundings : (desktop.surroundings() ?? surroundings));
  const reload = () => inTurn(read);
  const absence = createAbsence(clock, () => void reload());
  const watch = watchFile(file.path, clock, () => void reload());

  const settings: Settings = {
    config: () => config,
    fixedBy: (key) => fixedBy(key, loaded.config, loaded.sourceOf(key, values), surroundings.isDesktop),
    sourceOf: (key) => loaded.sourceOf(key, values),
    revision: () => revision,
    answer: () => ({
      revision,
      file: { path: file.path, problem: [problem, failure].filter((one) => one !== null).join(' ') || null },
      settings: settingKeys
        .filter((key) => settingOf(key).applies === 'at once' && meansSomething(settingOf(key), around()))
        .map((key) => ({
          ...settingInfo(key, config, loaded.sourceOf(key, values)),
          fixedBy: settings.fixedBy(key),
        })),
    }),
    check(changes) {
      for (const key of Object.keys(changes))
        assertSettable(key, { surroundings: around(), path: file.path, by: settings.fixedBy });
      // Nothing tells when a disk has come back.
      if (unread !== null) read();
      checkValues(written(), changes);
    },
    change: (changes) =>
      inTurn(async () => {
        // Somebody may have edited it a moment ago.
        read();
        const before = written();
        const next = checkValues(before, changes);
        if (isSame(next, before)) return;
        adopt(await writeConfigFile(file, next), next, joined(next));
      }),
    attachDesktop: desktop.announce,
    reportFailure(next) {
      if (next === failure) return;
      failure = next;
      tell(new Set());
    },
    onChange(listener) {
      listeners.push(listener);
      const changed = differing(loaded.config, config);
      if (changed.size > 0) listener(config, changed);
    },
    reload,
    close() {
      watch.close();
      absence.over();
      desktop.close();
    },
  };
  return settings;
}

/** The keys whose values are others. */
function differing(before: Config, after: Config): ReadonlySet<SettingKey> {
  return new Set(settingKeys.filter((key) => !isSame(before[key], after[key])));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}
