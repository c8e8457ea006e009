import { createBackoff } from './backoff.ts';
import type { Incoming } from './incoming.ts';
import type { PageClock } from './page-clock.ts';
import { createTimer } from './timer.ts';
import type { OpenTransport } from './transport.ts';

/** Where the ladder stands. */
export interface LadderState {
  readonly phase: 'connecting' | 'live' | 'poll' | 'retrying';
  /** Wall time of the next try; `null` while a try is under way or none is needed. */
  readonly retryAtMs: number | null;
  /** Why the server refused the newest poll, in its words; left out where it did not, or did not say. */
  readonly reason?: string;
}

/** Parts of the ladder. */
export interface LadderParts {
  readonly clock: PageClock;
  readonly random: () => number;
  readonly sse: OpenTransport;
  readonly poll: OpenTransport;
  readonly onEvent: (event: Incoming) => void;
  readonly onState: (state: LadderState) => void;
}

/** Keeps the page connected: server-sent events where they work, long polling where they do not. */
export interface Ladder {
  readonly start: () => void;
  readonly stop: () => void;
  /** Skips the countdown. */
  readonly retryNow: () => void;
  /** The network or the page has come back: what was waiting or may have died unnoticed is tried at once. */
  readonly wake: () => void;
}

/** A stream without any event for so long is dead or held back by a proxy; `beat` comes after 15 s. */
export const silenceMs = 35_000;

/** A stream that has not begun after so long gets long polling beside it, so that nobody waits for {@link silenceMs}. */
export const hedgeMs = 4_000;

/** After waking, a stream that should have sent `beat` by now is not trusted. */
export const doubtMs = 17_000;

/** Times between two tries to climb back to the stream; a failed open may have been bad luck, silence rarely is. */
export const climbMs = { afterFailure: 5_000, afterSilence: 60_000, max: 600_000 } as const;

/** Failures in a row after which long polling has its try. */
const failuresToPoll = 2;

interface Rung {
  close: (() => void) | null;
  /** It has delivered an event since it was opened. */
  works: boolean;
  /** Monotonic time of its opening or of its newest event. */
  heardMs: number;
}

/** Makes a ladder that stands still until it is started. */
export function createLadder({ clock, random, sse, poll, onEvent, onState }: LadderParts): Ladder {
  const backoff = createBackoff(random);
  const stream: Rung = { close: null, works: false, heardMs: 0 };
  const polling: Rung = { close: null, works: false, heardMs: 0 };
  const retryTimer = createTimer(clock);
  const silenceTimer = createTimer(clock);
  const hedgeTimer = createTimer(clock);
  const climbTimer = createTimer(clock);
  let failures = 0;
  let climbDelayMs = 0;
  let heldDelayMs = 0;
  let reason: string | undefined;
  let state: LadderState = { phase: 'connecting', retryAtMs: null };

  const tell = (phase: LadderState['phase'], retryAtMs: number | null = null) => {
    if (phase !== 'retrying') reason = undefined;
    if (state.phase === phase && state.retryAtMs === retryAtMs && state.reason === reason) return;
    state = { phase, retryAtMs, ...(reason === undefined ? {} : { reason }) };
    onState(state);
  };
  const drop = (rung: Rung) => {
    rung.close?.();
    rung.close = null;
    rung.works = false;
  };
  const dropStream = () => {
    drop(stream);
    silenceTimer.clear();
    hedgeTimer.clear();
  };

  const openStream = () => {
    dropStream();
    stream.heardMs = clock.monotonicMs();
    silenceTimer.set(silenceMs, checkSilence);
    if (polling.close === null) hedgeTimer.set(hedgeMs, openPolling);
    stream.close = sse({ heard: heardByStream, failed: streamFailed, heldBack: streamHeldBack });
  };
  const openPolling = () => {
    polling.close ??= poll({ heard: heardByPoll, failed: pollFailed });
  };
  const retry = () => {
    retryTimer.clear();
    // Where the stream is known not to work, polling goes on and the climb has its own time.
    if (climbTimer.pending) openPolling();
    else openStream();
    tell(state.phase === 'connecting' ? 'connecting' : 'retrying');
  };
  const retryLater = () => {
    const waitMs = backoff.next();
    retryTimer.set(waitMs, retry);
    tell('retrying', clock.wallMs() + waitMs);
  };
  const climbLater = (firstMs: number) => {
    climbDelayMs = climbDelayMs === 0 ? firstMs : Math.min(climbMs.max, Math.max(firstMs, climbDelayMs * 2));
    climbTimer.set(climbDelayMs, openStream);
  };
  /** The server itself says that it goes: no transport can be up. */
  const saidBye = () => {
    dropStream();
    drop(polling);
    climbTimer.clear();
    retryLater();
  };

  const heardByStream = (event: Incoming) => {
    stream.heardMs = clock.monotonicMs();
    silenceTimer.set(silenceMs, checkSilence);
    if (!stream.works) {
      stream.works = true;
      failures = 0;
      climbDelayMs = 0;
      backoff.reset();
      retryTimer.clear();
      hedgeTimer.clear();
      climbTimer.clear();
      drop(polling);
      tell('live');
    }
    onEvent(event);
    if (event.event === 'bye') saidBye();
  };
  const streamFailed = () => {
    const worked = stream.works;
    dropStream();
    if (polling.close !== null) {
      climbLater(climbMs.afterFailure);
      return;
    }
    failures = worked ? 0 : failures + 1;
    if (failures >= failuresToPoll) openPolling();
    else retryLater();
  };
  /** What held it back seldom goes; each of its tries costs some seconds of late samples. */
  const streamHeldBack = () => {
    dropStream();
    heldDelayMs = heldDelayMs === 0 ? climbMs.afterSilence : Math.min(climbMs.max, heldDelayMs * 2);
    climbDelayMs = heldDelayMs;
    climbTimer.set(climbDelayMs, openStream);
    openPolling();
  };
  const checkSilence = () => {
    const leftMs = stream.heardMs + silenceMs - clock.monotonicMs();
    if (leftMs > 0) {
      silenceTimer.set(leftMs, checkSilence);
    } else if (stream.works) {
      tell('retrying');
      openStream();
    } else {
      dropStream();
      climbLater(climbMs.afterSilence);
      if (!retryTimer.pending) openPolling();
    }
  };

  const heardByPoll = (event: Incoming) => {
    polling.heardMs = clock.monotonicMs();
    if (!polling.works) {
      polling.works = true;
      backoff.reset();
      retryTimer.clear();
      if (stream.close === null && !climbTimer.pending) climbLater(climbMs.afterFailure);
      tell('poll');
    }
    onEvent(event);
    if (event.event === 'bye') saidBye();
  };
  const pollFailed = (refused?: string) => {
    reason = refused;
    drop(polling);
    // A stream that is still being opened beside it has its own time limit.
    if (stream.close === null) retryLater();
    else tell(state.phase === 'connecting' ? 'connecting' : 'retrying');
  };

  return {
    start: openStream,
    stop() {
      dropStream();
      drop(polling);
      retryTimer.clear();
      climbTimer.clear();
    },
    retryNow() {
      if (retryTimer.pending) retry();
    },
    wake() {
      const quietMs = ({ heardMs }: Rung) => clock.monotonicMs() - heardMs;
      if (retryTimer.pending) retry();
      else if (stream.works && quietMs(stream) > doubtMs) {
        tell('retrying');
        openStream();
      } else if (polling.works && quietMs(polling) > silenceMs) {
        drop(polling);
        tell('retrying');
        openStream();
      }
    },
  };
}
