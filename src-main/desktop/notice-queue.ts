import { noticeOf, type AlertNotice } from '../../src-shared/alert-notice.ts';
import { isFiring, type AlertEvent } from '../../src-shared/protocol/alerts.ts';
import type { Cancel, Clock } from '../clock.ts';

/** One notification, about one alert or about several. */
export interface DesktopNotice extends AlertNotice {
  /** What it is about, by series and instance. */
  readonly alerts: readonly Pick<AlertEvent, 'series' | 'instance'>[];
}

/** Turns transitions into notifications. */
export interface NoticeQueue {
  readonly push: (events: readonly AlertEvent[]) => void;
  readonly close: () => void;
}

/** What happens in one instant comes in several pieces; so long the first of them waits, ms. */
const settleMs = 1_000;
/** What follows a notification within this time is told together, ms. */
const groupMs = 10_000;
/** Lines of one notification; desktops show few. */
const mostLines = 4;

interface Waiting {
  readonly event: AlertEvent;
  readonly notice: AlertNotice;
}

/**
 * Makes a queue. Whoever was told that something fires is told its end; an alert that nobody heard of ends in silence.
 * @param show shows one notification
 * @param isQuiet true while nobody here wants to hear; what comes then is never told
 */
export function createNoticeQueue(
  clock: Clock,
  show: (notice: DesktopNotice) => void,
  isQuiet: () => boolean = () => false,
): NoticeQueue {
  /** Since when each alert fires. */
  const firingSince = new Map<string, number>();
  const told = new Set<string>();
  const waiting = new Map<string, Waiting>();
  let flushing: Cancel | null = null;
  let shownMs = -Infinity;

  function take(event: AlertEvent): void {
    const key = `${event.series}@${event.instance}`;
    if (event.update !== undefined) {
      if (event.snoozedUntil !== undefined) waiting.delete(key);
      return;
    }
    const since = firingSince.get(key);
    const lastedMs = since === undefined ? null : event.at - since;
    if (!isFiring(event.state)) firingSince.delete(key);
    // From a state that does not fire it begins anew, also where its last end was never heard of.
    else if (since === undefined || !isFiring(event.from)) firingSince.set(key, event.at);
    const notice = noticeOf(event, { lastedMs, clockText });
    const heardOf = isFiring(event.state) || told.has(key);
    if (!isFiring(event.state)) told.delete(key);
    if (heardOf && notice !== null && !isQuiet()) waiting.set(key, { event, notice });
    else waiting.delete(key);
  }

  function flush(): void {
    flushing = null;
    const all = [...waiting.values()];
    waiting.clear();
    if (all.length === 0 || isQuiet()) return;
    for (const { event } of all) if (isFiring(event.state)) told.add(`${event.series}@${event.instance}`);
    shownMs = clock.monotonicMs();
    show(together(all));
  }

  return {
    push(events) {
      for (const event of events) take(event);
      if (waiting.size === 0) return;
      const untilMs = Math.max(settleMs, shownMs + groupMs - clock.monotonicMs());
      flushing ??= clock.after(untilMs, flush);
    },
    close() {
      flushing?.();
    },
  };
}

const words = { ok: 'Ok again', warn: 'Warn', critical: 'Critical', unknown: 'No data' } as const;
const worstFirst = ['critical', 'warn', 'unknown', 'ok'] as const;

function together(all: readonly Waiting[]): DesktopNotice {
  const alerts = all.map(({ event: { series, instance } }) => ({ series, instance }));
  const [first] = all;
  if (first !== undefined && all.length === 1) return { ...first.notice, alerts };
  const level = worstFirst.find((one) => all.some(({ notice }) => notice.level === one)) ?? 'ok';
  const lines = all.map(({ event, notice }) => notice.title.replace(` on ${event.host}`, ''));
  const more = lines.length > mostLines ? [`and ${String(lines.length - mostLines)} more`] : [];
  return {
    level,
    title: `${words[level]}: ${String(all.length)} alerts on ${first?.event.host ?? 'this machine'}`,
    body: [...lines.slice(0, mostLines), ...more].join('\n'),
    alerts,
  };
}

function clockText(ms: number): string {
  return new Date(ms).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}
