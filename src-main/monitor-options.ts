import type { AlertEvent } from '../src-shared/protocol/alerts.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config/config.ts';
import type { SettingKey } from './config/setting-table.ts';
import type { Glance } from './glance.ts';
import type { OwnLog } from './log.ts';
import type { Settings } from './settings/settings.ts';
import type { Surroundings } from './settings/surroundings.ts';

/** What the entry points bring. */
export interface MonitorOptions {
  readonly log: OwnLog;
  /** Default: the machine's own. */
  readonly clock?: Clock;
  /** Folder of the built page. */
  readonly pageRoot: string;
  /** Secret that the desktop window adds to its requests. Default: there is no window. */
  readonly windowToken?: string;
  /**
   * Told the address of the dashboard once its page can be loaded, before the server is complete: what else is asked for
   * there waits until it is. The rest is made when what it returns has resolved, which must be. Default: nobody is, and
   * nothing waits.
   */
  readonly onListening?: (url: string) => Promise<void>;
  /** Told of each transition, acknowledgement and snooze. Default: nobody but the viewers. */
  readonly onAlerts?: (events: readonly AlertEvent[]) => void;
  /** What it runs in. Default: no desktop app. */
  readonly surroundings?: Surroundings;
  /** Told after each change of the settings, with the keys whose values are others now. */
  readonly onSettings?: (config: Config, changed: ReadonlySet<SettingKey>) => void;
}

/** A running server. */
export interface Monitor {
  /** Address of the dashboard, `http://127.0.0.1:4780`. */
  readonly url: string;
  /** Address by which one browser on this machine becomes an operator, once; `null` where it needs no session. */
  readonly localLink: string | null;
  /** The settings in force, for the entry point's own part of them. */
  readonly settings: Pick<Settings, 'config' | 'change'>;
  /** Stops notifying about an alert until a moment, ms since the epoch; see `AlertDesk.snooze`. */
  snooze(series: string, instance: string, untilMs: number): Promise<void>;
  /** What the desktop shows of it outside its windows. */
  glance(): Glance;
  /** Says `bye`, ends every connection and stops collecting. */
  stop(): Promise<void>;
}
