import { isFiring, type AlertEvent, type LoggedState } from '../../../src-shared/protocol/alerts.ts';

/** What a message says of one alert: its newest transition, and what came and went before the message. */
export interface News extends AlertEvent {
  /**
   * The worst level that it had since the message before and no longer has, and for how long, ms. Absent where there was
   * none.
   */
  readonly was?: { readonly state: 'warn' | 'critical'; readonly ms: number } | undefined;
}

/** How bad a state is, for comparing. */
export const rank: Readonly<Record<LoggedState, number>> = { unknown: 0, ok: 0, warn: 1, critical: 2 };

/** Where an alert stands in a map. */
export function keyOf({ series, instance }: Pick<AlertEvent, 'series' | 'instance'>): string {
  return `${series}@${instance}`;
}

/** Joins a later transition of the same alert to what waits for the message. */
export function joinNews(before: News | undefined, event: AlertEvent): News {
  if (before === undefined) return event;
  const { state, was } = before;
  if (!isFiring(state) || (was !== undefined && rank[was.state] > rank[state])) return { ...event, was };
  const ms = event.at - before.at;
  return { ...event, was: { state, ms: was?.state === state ? was.ms + ms : ms } };
}

/** As it goes into the message: what is so now, or worse now, needs no telling that it was so. */
export function withoutPresent(news: News): News {
  const { was, state } = news;
  return was === undefined || rank[was.state] > rank[state] ? news : { ...news, was: undefined };
}
