import { createContext } from 'svelte';
import { Fault } from '../../src-shared/fault.ts';
import type { AlertEvent, AlertStatus, Alerts, Transition } from '../../src-shared/protocol/alerts.ts';
import { lastedMs, withTransition } from '../state/alert-states.ts';
import type { Dashboard } from '../state/model.ts';
import { watchingRules } from './watching-rules.ts';

/** A transition as the log shows it. */
export interface LogEntry extends Transition {
  /** How long the state before lasted, ms; `null` where the log does not reach back. */
  readonly lastedMs: number | null;
}

/** What the parts of the page that show alerts share. Reactive. */
export interface AlertDesk {
  /** The newest first. */
  readonly log: readonly LogEntry[];
  /** Enabled rules for metrics that this machine has. */
  readonly rules: number;
  /** True for an operator. */
  readonly mayAct: boolean;
  /** Server time, ms since the epoch, moving once a second. */
  readonly nowMs: number;
  /** Rejects with a Fault. */
  readonly acknowledge: (alert: AlertStatus) => Promise<void>;
  /** @param untilMs server time; one that is past ends the snooze */
  readonly snooze: (alert: AlertStatus, untilMs: number) => Promise<void>;
}

/** A desk with the ways to fill it. */
export interface FilledAlertDesk extends AlertDesk {
  /** The log as the server keeps it, oldest first. */
  readonly transitions: readonly Transition[];
  /** Asks for the log: at the start, and after each interruption. */
  readonly fetchLog: () => Promise<void>;
  readonly take: (event: AlertEvent) => void;
}

/** Set once by `Page.svelte`. */
export const [getAlertDesk, setAlertDesk] = createContext<AlertDesk>();

/**
 * Makes a desk whose log is still empty.
 * @param load fetches what the server holds; `null` where no answer came
 */
export function createAlertDesk(dashboard: Dashboard, load: () => Promise<Alerts | null>): FilledAlertDesk {
  let transitions = $state.raw<readonly Transition[]>([]);
  /** Events that came in while the log is being fetched; `null` while it is not. */
  let meanwhile: AlertEvent[] | null = null;
  const log = $derived(
    transitions.map((one, index): LogEntry => ({ ...one, lastedMs: lastedMs(transitions, index) })).toReversed(),
  );
  const command = async (type: string, { series, instance }: AlertStatus, fields: { untilMs?: number } = {}) => {
    if (dashboard.hello?.role !== 'operator') throw new Fault('forbidden', 'Only an operator can do this.');
    await dashboard.command(type, { series, instance, ...fields });
  };
  return {
    get transitions() {
      return transitions;
    },
    get log() {
      return log;
    },
    get rules() {
      return watchingRules(dashboard.rules.current.rules, dashboard.unsupported).length;
    },
    get mayAct() {
      return dashboard.hello?.role === 'operator';
    },
    get nowMs() {
      return dashboard.nowMs + dashboard.alerts.aheadMs;
    },
    acknowledge: (alert) => command('alert.acknowledge', alert),
    snooze: (alert, untilMs) => command('alert.snooze', alert, { untilMs }),
    async fetchLog() {
      const own: AlertEvent[] = [];
      meanwhile = own;
      const fetched = await load();
      // A later fetch knows more.
      if (meanwhile !== own) return;
      meanwhile = null;
      // What came in meanwhile may be missing there.
      if (fetched !== null) transitions = own.reduce(withTransition, fetched.log);
    },
    take(event) {
      transitions = withTransition(transitions, event);
      meanwhile?.push(event);
    },
  };
}
