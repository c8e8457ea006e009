import { Fault } from '../../src-shared/fault.ts';
import type { MetricValues } from '../../src-shared/metrics/registry.ts';
import type { HistoryNewsItem, HistoryNotice, HistoryStatus } from '../../src-shared/protocol/history-status.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { History, HistoryNews } from './history.ts';
import { openHistory } from './open-history.ts';
import type { KeepMs } from './tiers.ts';

/** What the person decided about keeping, and who hears of it. */
export interface KeepingOptions {
  readonly isOn: boolean;
  readonly dataDir: string;
  readonly capBytes: number;
  /** How long each tier is kept, ms, finest first. */
  readonly keepMs: KeepMs;
  readonly clock: Clock;
  /** The server's interval, ms. */
  readonly everyMs: number;
  readonly log: Log;
  /** Called when {@link Keeping.notice} may say something new. */
  readonly onChange: () => void;
}

/** The history of a server that may keep none. */
export interface Keeping {
  /** `null` where it was turned off. */
  readonly history: History | null;
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
  reason: 'History was turned off on this server; start it with --history on.',
} as const;

/** Opens the history, unless it was turned off, and keeps in mind what happened to it. */
export function openKeeping({ isOn, log, onChange, ...options }: KeepingOptions): Keeping {
  const { clock } = options;
  const news = new Map<HistoryNewsItem['kind'], HistoryNewsItem>();

  function hear({ kind, message, cause }: HistoryNews): void {
    // Also that it is written again: whoever reads that it stopped wants to know.
    if (cause === undefined) log.warn(message);
    else log.warn({ err: cause }, message);
    if (kind === 'damaged' || (kind === 'trimmed' && !isFresh(news.get(kind)))) {
      news.set(kind, { kind, atMs: clock.wallMs(), message });
    }
    onChange();
  }

  function isFresh(item: HistoryNewsItem | undefined): boolean {
    return item !== undefined && clock.wallMs() - item.atMs < sameNewsMs;
  }

  const history = isOn ? openHistory({ ...options, onNews: hear }) : null;
  const figures = () => history?.figures() ?? { state: turnedOff, usedBytes: 0, capBytes: 0, tiers: [] };

  return {
    history,
    demand() {
      const { state } = figures();
      if (history === null || state.kind === 'off') {
        throw new Fault('no_history', state.kind === 'off' ? state.reason : turnedOff.reason);
      }
      return history;
    },
    append(t, values) {
      history?.append(t, values);
    },
    gap(from, to) {
      history?.gap(from, to);
    },
    notice: () => ({ state: figures().state, news: [...news.values()] }),
    status: () => ({ ...figures(), news: [...news.values()] }),
    close() {
      history?.close();
    },
  };
}
