import { toFault, type Fault } from '../../src-shared/fault.ts';
import type { HistoryStatus } from '../../src-shared/protocol/history-status.ts';
import type { SettingsAnswer, SettingValue } from '../../src-shared/protocol/settings.ts';
import type { SettingsCalls } from './settings-calls.ts';

/** How the newest change of one setting goes. */
export interface SettingProgress {
  readonly busy: boolean;
  /** Why it was refused; `null` where it was not. */
  readonly refusal: string | null;
  readonly saved: boolean;
}

/** The settings as an operator sees and changes them. Reactive. */
export interface SettingsDesk {
  /** `null` before the first answer. */
  readonly answer: SettingsAnswer | null;
  /** What the history takes now; `null` where that is not known. */
  readonly history: HistoryStatus | null;
  /** Why they could not be read; else `null`. */
  readonly problem: Fault | null;
  progressOf(key: string): SettingProgress;
  refresh(): Promise<void>;
  /** Changes one; `null` goes back to the default. True where it is done. */
  set(key: string, value: SettingValue): Promise<boolean>;
  /** Forgets a refusal: what was refused is no longer written there. */
  forgive(key: string): void;
}

const still: SettingProgress = { busy: false, refusal: null, saved: false };

/** Makes the desk of a page that has asked for nothing yet. */
export function createSettingsDesk(calls: SettingsCalls): SettingsDesk {
  let answer = $state.raw<SettingsAnswer | null>(null);
  let history = $state.raw<HistoryStatus | null>(null);
  let problem = $state.raw<Fault | null>(null);
  let progress = $state.raw<Readonly<Record<string, SettingProgress>>>({});
  /** Counts the questions, so that a slow old answer does not beat a new one. */
  let asked = 0;

  const note = (key: string, next: SettingProgress) => {
    progress = { ...progress, [key]: next };
  };
  const refresh = async () => {
    asked += 1;
    const own = asked;
    try {
      const [settings, status] = await Promise.all([calls.read(), calls.history()]);
      if (own !== asked) return;
      answer = settings;
      history = status;
      problem = null;
    } catch (caught) {
      if (own === asked) problem = toFault(caught, 'read_failed', 'The server could not be reached.');
    }
  };

  return {
    get answer() {
      return answer;
    },
    get history() {
      return history;
    },
    get problem() {
      return problem;
    },
    progressOf: (key) => progress[key] ?? still,
    refresh,
    async set(key, value) {
      note(key, { ...still, busy: true });
      try {
        const next = await calls.set(key, value);
        // What was asked before knows nothing of it.
        asked += 1;
        answer = next;
        // Only the newest says that it was saved.
        progress = Object.fromEntries(Object.entries(progress).filter(([, one]) => !one.saved));
        note(key, { ...still, saved: true });
        return true;
      } catch (caught) {
        note(key, { ...still, refusal: toFault(caught, 'read_failed', 'That did not reach the server.').message });
        return false;
      }
    },
    forgive(key) {
      if (progress[key]?.refusal !== undefined) note(key, still);
    },
  };
}
