import { noticeOf, type AlertNotice } from '../../src-shared/alert-notice.ts';
import type { AlertEvent } from '../../src-shared/protocol/alerts.ts';
import { clockWords } from '../chrome/time-words.ts';
import { alertKey } from '../state/alert-states.ts';

/** A notification within the page. */
export interface Toast extends AlertNotice {
  readonly id: number;
  /** Series and instance: a newer toast of the same takes the place of the older. */
  readonly key: string;
  readonly series: string;
}

/** The notifications on the screen, the newest last. Reactive. */
export interface Toasts {
  readonly shown: readonly Toast[];
  /** @param lastedMs how long the state before lasted; `null` where that is not known */
  readonly tell: (event: AlertEvent, lastedMs: number | null) => void;
  readonly dismiss: (id: number) => void;
}

/** More would cover the page that they are about. */
const most = 3;

/** Makes an empty list. */
export function createToasts(): Toasts {
  let shown = $state.raw<readonly Toast[]>([]);
  let count = 0;
  return {
    get shown() {
      return shown;
    },
    tell(event, lastedMs) {
      const notice = noticeOf(event, { lastedMs, clockText: clockWords });
      if (notice === null) return;
      count += 1;
      const key = alertKey(event);
      const others = shown.filter((one) => one.key !== key);
      shown = [...others, { ...notice, id: count, key, series: event.series }].slice(-most);
    },
    dismiss(id) {
      shown = shown.filter((one) => one.id !== id);
    },
  };
}
