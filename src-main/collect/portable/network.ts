import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { ratePerSecond } from '../counter-rate.ts';
import { putInstance } from '../instances.ts';
import type { Reader } from '../reader.ts';
import { roundOrNull } from '../round.ts';
import { knownNumber } from './absent.ts';
import { borrowSystemInformation } from './system-information.ts';

/** Counters of 64 bits do not wrap, so no wrap is plausible. */
const noWrap = 0;

interface Counters {
  readonly received: number;
  readonly sent: number;
  readonly receiveErrors: number;
  readonly sendErrors: number;
}

/** macOS and Windows by systeminformation, which counts no packets. */
export async function openPortableNetwork(platform: NodeJS.Platform): Promise<Reader<'network'>> {
  const { si, release } = await borrowSystemInformation(platform);
  let last = new Map<string, Counters>();
  let lastMs = Number.NaN;
  return {
    read: async (atMs) => {
      const value: MetricValue<'network'> = {};
      const seen = new Map<string, Counters>();
      for (const one of await si.networkStats('*')) {
        const now: Counters = {
          received: knownNumber(one.rx_bytes) ?? Number.NaN,
          sent: knownNumber(one.tx_bytes) ?? Number.NaN,
          receiveErrors: knownNumber(one.rx_errors) ?? Number.NaN,
          sendErrors: knownNumber(one.tx_errors) ?? Number.NaN,
        };
        const before = last.get(one.iface);
        const rate = (key: keyof Counters) =>
          ratePerSecond(before?.[key] ?? Number.NaN, now[key], atMs - lastMs, noWrap);
        const [receiveErrors, sendErrors] = [rate('receiveErrors'), rate('sendErrors')];
        seen.set(one.iface, now);
        putInstance(value, one.iface, {
          received: roundOrNull(rate('received')),
          sent: roundOrNull(rate('sent')),
          packetsReceived: null,
          packetsSent: null,
          errors: receiveErrors === null || sendErrors === null ? null : roundOrNull(receiveErrors + sendErrors, 1),
        });
      }
      last = seen;
      lastMs = atMs;
      return value;
    },
    restart: () => {
      last = new Map();
    },
    close: release,
  };
}
