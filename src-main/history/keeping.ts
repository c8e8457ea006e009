import { Fault } from '../../src-shared/fault.ts';
import type { MetricValues } from '../../src-shared/metrics/registry.ts';
import type { HistoryNewsItem, HistoryNotice, HistoryStatus } from '../../src-shared/protocol/history-status.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { History, HistoryNews } from './history.ts';
import { createLossCount } from './lost.ts';
import { openHistory } from './open-history.ts';
import type { KeepMs } from './tiers.ts';

/** What the person decided about keeping. */
export interface KeepingChoice {
  readonly isOn: boolean;
  readonly capBytes: number;
  /** How long each tier is kept, ms, finest first. */
  readonly keepMs: KeepMs;
  /** The server's interval, ms. */
  readonly everyMs: number;
}

/** What keeping begins with, and who hears of it. */
export interface KeepingOptions extends KeepingChoice {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when {@link Keeping.notice} may say something new. */
  readonly onChange: () => void;
}

/** The history of a server that may keep none. */
export interface Keeping {
  /** `null` where it was turned off; another one after each {@link change}. */
  readonly history: History | null;
  /** Goes on by another choice: what was kept is opened anew, as at a start, so that nothing counts across the change. */
  change(choice: KeepingChoice): void;
  /**
   * The history, for whoever asks it.
   * @throws Fault `no_history` with the reason
   */
  demand(): History;
  append(t: number, values: Readonly<Partial<MetricValues>>): void;
  gap(from: number, to: number): void;
  notice(): HistoryNotice;
  status(): HistoryStatus;
  close(): void;
}

/** News of one kind are told once in this time: a full store drops its oldest values all the time, ms. */
const sameNewsMs = 86_400_000;

const turnedOff = {
  kind: 'off',
  reason: 'History is turned off on this server; turn it on in the settings, or by --history on.',
} as const;

/** Opens the history, unless it was turned off, and keeps in mind what happened to it. */
export function openKeeping({ dataDir, clock, log, onChange, ...first }: KeepingOptions): Keeping {
  const news = new Map<HistoryNewsItem['kind'], HistoryNewsItem>();
  const losses = createLossCount();

  function hear({ kind, message, isMore = false, cause }: HistoryNews): void {
    // Also that it is written again: whoever reads that it stopped wants to know.
    if (cause !== undefined) log.warn({ err: cause }, message);
    else if (!isMore) log.warn(message);
    if (kind === 'damaged' || kind === 'left_out' || (kind === 'trimmed' && !isFresh(news.get(kind)))) {
      const before = isMore ? news.get(kind) : undefined;
      news.set(kind, { kind, atMs: before?.atMs ?? clock.wallMs(), message });
    }
    // What a file lacked that is set aside concerns nobody any more.
    if (kind === 'damaged') news.delete('left_out');
    onChange();
  }

  function isFresh(item: HistoryNewsItem | undefined): boolean {
    return item !== undefined && clock.wallMs() - item.atMs < sameNewsMs;
  }

  function open({ isOn, ...bounds }: KeepingChoice): History | null {
    return isOn ? openHistory({ ...bounds, dataDir, clock, losses, onNews: hear }) : null;
  }

  let history = open(first);
  const state = () => history?.state() ?? turnedOff;
  const figures = () => history?.figures() ?? { state: turnedOff, usedBytes: 0, capBytes: 0, tiers: [] };

  return {
    get history() {
      return history;
    },
    change(choice) {
      history?.close();
      history = open(choice);
      onChange();
    },
    demand() {
      const now = state();
      if (history === null || now.kind === 'off') {
        throw new Fault('no_history', now.kind === 'off' ? now.reason : turnedOff.reason);
      }
      return history;
    },
    append(t, values) {
      history?.append(t, values);
    },
    gap(from, to) {
      history?.gap(from, to);
    },
    notice: () => ({ state: state(), news: [...news.values()] }),
    status: () => ({ ...figures(), news: [...news.values()] }),
    close() {
      history?.close();
    },
  };
}
