const weekMs = 6 * 86_400_000;

/** When something was: the time today, with the weekday within the last days, else with the date. */
export function timeOfDay(ms: number, nowMs: number): string {
  const at = new Date(ms);
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  if (at.toDateString() === new Date(nowMs).toDateString()) return at.toLocaleTimeString(undefined, time);
  if (nowMs - ms < weekMs && ms <= nowMs) return at.toLocaleString(undefined, { weekday: 'short', ...time });
  return at.toLocaleString(undefined, { day: 'numeric', month: 'short', ...time });
}

/** Hour of the day at which people are back at work. */
const morningHour = 8;

/** A stretch for which an alert can be snoozed. */
export interface SnoozeChoice {
  readonly label: string;
  /** Server time, ms since the epoch. */
  readonly untilMs: number;
}

/** 15 minutes, one hour, and eight o'clock of the next day where the reader is. */
export function snoozeChoices(nowMs: number): readonly SnoozeChoice[] {
  const morning = new Date(nowMs);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(morningHour, 0, 0, 0);
  return [
    { label: 'For 15 min', untilMs: nowMs + 900_000 },
    { label: 'For 1 h', untilMs: nowMs + 3_600_000 },
    { label: `Until tomorrow, ${timeOfDay(morning.getTime(), morning.getTime())}`, untilMs: morning.getTime() },
  ];
}
