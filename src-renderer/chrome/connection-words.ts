import { durationWords } from '../../src-shared/duration-words.ts';
import type { ConnectionState, Dashboard } from '../state/model.ts';
import { clockWords, secondsUntil } from './time-words.ts';

/** What the badge says, in parts that stand between dots. */
export interface BadgeWords {
  readonly look: 'busy' | 'good' | 'cut' | 'paused' | 'stale';
  /** Said quietly before the state: the transport. */
  readonly before: string | null;
  readonly state: string;
  /** Said quietly after the state; left out on the narrowest screens. */
  readonly after: string | null;
}

/** One sentence about a state in which the picture is not live, and what can be done. */
export interface NoticeWords {
  readonly look: 'busy' | 'cut' | 'paused' | 'stale';
  readonly sentence: string;
  readonly action: 'retry' | 'resume' | null;
}

type Shown = Pick<Dashboard, 'connection' | 'pausedAtMs' | 'waiting' | 'nowMs' | 'hello'>;

/** Words of the connection badge. */
export function badgeWords({ connection, pausedAtMs, waiting, nowMs }: Shown): BadgeWords {
  const { phase, latencyMs } = connection;
  const latency = latencyMs === null ? null : `${String(Math.max(1, Math.round(latencyMs)))} ms`;
  if (phase === 'connecting') return { look: 'busy', before: null, state: 'connecting', after: null };
  if (phase === 'retrying') return { look: 'cut', before: null, state: retryWords(connection, nowMs), after: null };
  if (pausedAtMs !== null) return { look: 'paused', before: null, state: 'paused', after: `+${samples(waiting)}` };
  if (phase === 'stale')
    return { look: 'stale', before: null, state: 'stale', after: ageWords(connection, nowMs, 'old') };
  if (phase === 'poll') return { look: 'good', before: null, state: 'long poll', after: latency };
  return { look: 'good', before: 'SSE', state: 'live', after: latency };
}

/** Words of the notice over the cards; `null` while the picture is live. */
export function noticeWords({ connection, pausedAtMs, waiting, nowMs, hello }: Shown): NoticeWords | null {
  const { phase, lastSampleAtMs } = connection;
  const host = hello?.host.name ?? 'the server';
  if (phase === 'connecting') {
    return { look: 'busy', sentence: `Connecting to ${host}. The first numbers take about a second.`, action: null };
  }
  if (phase === 'retrying') {
    const last = ageWords(connection, nowMs, 'ago');
    const retry = retryWords(connection, nowMs);
    const sentence = last === null ? `No connection yet, ${retry}` : `Last sample ${last}, ${retry}`;
    const { reason } = connection;
    return { look: 'cut', sentence: reason === null ? sentence : `${reason} ${sentence}`, action: 'retry' };
  }
  if (pausedAtMs !== null) {
    const wait = waiting === 1 ? '1 sample waits' : `${samples(waiting)} wait`;
    return { look: 'paused', sentence: `Paused. ${wait}, none is lost.`, action: 'resume' };
  }
  if (phase !== 'stale') return null;
  const since = lastSampleAtMs === null ? 'yet' : `since ${clockWords(lastSampleAtMs)}`;
  return { look: 'stale', sentence: `Connected, but ${host} has sent no sample ${since}.`, action: null };
}

/** The same for those who listen: changes only with the state, so that nothing is read out each second. */
export function announcement({ connection, pausedAtMs }: Shown): string {
  if (connection.phase === 'retrying') return 'Connection lost, trying again.';
  if (connection.phase === 'connecting') return 'Connecting.';
  if (pausedAtMs !== null) return 'Paused.';
  if (connection.phase === 'stale') return 'Connected, but no samples come.';
  return 'Live.';
}

function retryWords({ retryAtMs }: ConnectionState, nowMs: number): string {
  const seconds = retryAtMs === null ? 0 : secondsUntil(retryAtMs, nowMs);
  return seconds === 0 ? 'retrying now' : `retrying in ${String(seconds)} s`;
}

function ageWords({ lastSampleAtMs }: ConnectionState, nowMs: number, word: string): string | null {
  return lastSampleAtMs === null ? null : `${durationWords(nowMs - lastSampleAtMs)} ${word}`;
}

function samples(count: number): string {
  return count === 1 ? '1 sample' : `${String(count)} samples`;
}
