import { join } from 'node:path';
import { app, Notification } from 'electron';
import { toFault } from '../../src-shared/fault.ts';
import { systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createNoticeQueue, type DesktopNotice, type NoticeQueue } from './notice-queue.ts';

/** What a notification can lead to. */
export interface NotificationActions {
  readonly log: Log;
  readonly snooze: (series: string, instance: string, untilMs: number) => Promise<void>;
  /** Shows the window. */
  readonly open: () => void;
  /** True while this desktop wants none. */
  readonly isPaused: () => boolean;
}

const snoozeMs = 3_600_000;
/** Notifications whose clicks are waited for. */
const mostOpen = 32;

/**
 * Notifications of the desktop: one for each alert that starts to fire or ends, together where several come at once.
 * Buttons are there where the desktop has them; a click anywhere else opens the window.
 */
export function createNotifications(actions: NotificationActions): NoticeQueue {
  /** What is on the screen: without a reference its clicks would be lost to the garbage collector. */
  const open = new Map<Notification, DesktopNotice>();

  /** The end of an alert takes the place of its beginning. */
  function replace({ alerts }: DesktopNotice): void {
    const about = (one: DesktopNotice['alerts'][number]) => `${one.series}@${one.instance}`;
    const keys = new Set(alerts.map(about));
    for (const [notification, notice] of open) {
      if (!notice.alerts.every((one) => keys.has(about(one)))) continue;
      open.delete(notification);
      notification.close();
    }
  }

  function snooze({ alerts }: DesktopNotice): void {
    const untilMs = Date.now() + snoozeMs;
    for (const { series, instance } of alerts) {
      actions.snooze(series, instance, untilMs).catch((caught: unknown) => {
        actions.log.warn({ err: toFault(caught, 'internal', 'The alert could not be snoozed.') }, 'snooze failed');
      });
    }
  }

  function show(notice: DesktopNotice): void {
    if (!Notification.isSupported()) return;
    const fires = notice.level === 'warn' || notice.level === 'critical';
    const notification = new Notification({
      title: notice.title,
      body: notice.body,
      icon: join(app.getAppPath(), 'resources', 'icon.png'),
      urgency: notice.level === 'critical' ? 'critical' : 'normal',
      silent: !fires,
      actions: fires
        ? [
            { type: 'button', text: 'Snooze 1 h' },
            { type: 'button', text: 'Open' },
          ]
        : [],
    });
    notification.on('click', actions.open);
    notification.on('action', (_details, index) => {
      if (index === 0) snooze(notice);
      else actions.open();
    });
    notification.on('close', () => open.delete(notification));
    notification.on('failed', (_event, error) => {
      open.delete(notification);
      actions.log.warn({ reason: error }, 'the desktop did not take a notification');
    });
    replace(notice);
    open.set(notification, notice);
    // Some desktops never say that a notification is gone; the oldest then lose their clicks and stay where they are.
    for (const old of [...open.keys()].slice(0, -mostOpen)) open.delete(old);
    notification.show();
  }

  return createNoticeQueue(systemClock, show, actions.isPaused);
}
