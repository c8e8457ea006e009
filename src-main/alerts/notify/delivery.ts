import type { NotifyTarget } from '../../../src-shared/protocol/notify.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { post, type PostResult, type Resolve } from './post.ts';
import { writeMessage, type Notice } from './presets.ts';

/** Waits before the second, third and fourth try, ms. */
const backoffMs = [2_000, 10_000, 60_000] as const;

/** What sending needs. */
export interface DeliveryOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Default: as the system resolves names. */
  readonly resolve?: Resolve | undefined;
  /** Ends the waits between tries. */
  readonly signal: AbortSignal;
}

/** Sends one message once. */
export function sendOnce(target: NotifyTarget, notice: Notice, options: DeliveryOptions): Promise<PostResult> {
  const { url, allowLocal, kind } = target;
  return post(writeMessage(kind, notice), { url, allowLocal, clock: options.clock, resolve: options.resolve });
}

/** Sends one message, with three more tries where another may help; never rejects. What failed is logged without the address. */
export async function deliver(target: NotifyTarget, notice: Notice, options: DeliveryOptions): Promise<PostResult> {
  let result = await sendOnce(target, notice, options);
  for (const waitMs of backoffMs) {
    if (!result.again || !(await wait(waitMs, options))) break;
    result = await sendOnce(target, notice, options);
  }
  if (result.reason !== null) {
    options.log.warn(
      { target: target.id, reason: result.reason, alerts: notice.events.length },
      'alerts were not sent',
    );
  }
  return result;
}

/** Resolves with false when it was ended early. */
function wait(ms: number, { clock, signal }: DeliveryOptions): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(false);
      return;
    }
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', end);
      resolve(true);
    });
    function end(): void {
      cancel();
      resolve(false);
    }
    signal.addEventListener('abort', end, { once: true });
  });
}
