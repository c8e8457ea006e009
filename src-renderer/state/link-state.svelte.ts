import type { Scheme } from '../../src-shared/protocol/events.ts';
import type { LadderState } from '../link/ladder.ts';
import type { LinkListener } from '../link/link.ts';
import { connectionState, isCutOff } from './connection.ts';
import type { ConnectionState } from './model.ts';

/** What the link tells of itself, and the page's clock beside it. Reactive. */
export interface LinkState extends Pick<LinkListener, 'onState' | 'onLatency' | 'onControl'> {
  readonly onMoved: (scheme: Scheme) => void;
  readonly connection: ConnectionState;
  /** Page time, moving once a second and with each sample. */
  readonly nowMs: number;
  /** Time that has passed without numbers while the connection is cut; 0 while it stands. */
  readonly missedMs: number;
  /** From now on samples are owed: a connection stands, or others were asked for. */
  readonly owe: () => void;
  /** The newest sample so far has come in. */
  readonly sampled: () => void;
  readonly tick: () => void;
}

/** @param periodMs time between two samples; `null` where none are to come */
export function createLinkState(periodMs: () => number | null): LinkState {
  let ladder = $state.raw<LadderState>({ phase: 'connecting', retryAtMs: null });
  let latencyMs = $state<number | null>(null);
  let control = $state<'ws' | 'post'>('post');
  let lastSampleAtMs = $state<number | null>(null);
  let owedSinceMs = $state(Date.now());
  let movedTo = $state<Scheme | null>(null);
  let nowMs = $state(Date.now());

  const connection: ConnectionState = $derived(
    connectionState({ ladder, latencyMs, lastSampleAtMs, movedTo, control, nowMs, owedSinceMs, periodMs: periodMs() }),
  );
  const tick = () => {
    nowMs = Date.now();
  };
  return {
    get connection() {
      return connection;
    },
    get nowMs() {
      return nowMs;
    },
    get missedMs() {
      return isCutOff(connection) && lastSampleAtMs !== null ? Math.max(0, nowMs - lastSampleAtMs) : 0;
    },
    owe() {
      tick();
      owedSinceMs = nowMs;
    },
    sampled() {
      tick();
      lastSampleAtMs = nowMs;
    },
    tick,
    onState(next) {
      ladder = next;
      if (next.phase === 'live' || next.phase === 'poll') movedTo = null;
      tick();
    },
    onMoved(scheme) {
      movedTo = scheme;
    },
    onLatency(ms) {
      latencyMs = ms;
    },
    onControl(kind) {
      control = kind;
    },
  };
}
