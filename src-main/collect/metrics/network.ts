import { join } from 'node:path';
import type { MetricValue } from '../../../src-shared/metrics/registry.ts';
import { ratePerSecond } from '../counter-rate.ts';
import { putInstance } from '../instances.ts';
import type { ByteCursor } from '../linux/byte-cursor.ts';
import { findInLine, nextLine, nextNumber, skipBlanks, skipFields } from '../linux/byte-parser.ts';
import { instanceRows } from '../linux/instance-rows.ts';
import { kernelFile, type KernelFile } from '../linux/kernel-file.ts';
import { canRead } from '../linux/probe.ts';
import { openPortableNetwork } from '../portable/network.ts';
import type { OpenReader, Reader } from '../reader.ts';
import { roundOrNull } from '../round.ts';

const colon = 0x3a;

/** A gigabit a second and a little: what a device with 32-bit counters can carry, to judge wraps by. */
const plausibleBytes = 150_000_000;
const plausiblePackets = 2_000_000;

/** Linux: `/proc/net/dev` of the server's own network namespace; elsewhere systeminformation. */
export const openNetwork: OpenReader<'network'> = ({ platform, procRoot }) => {
  if (platform !== 'linux') return openPortableNetwork(platform);
  const path = join(procRoot, 'net', 'dev');
  const file = kernelFile(path, { bytes: 8192 });
  return canRead(file) ? networkReader(file) : { unsupported: `The kernel offers no ${path} that Lanpulse may read.` };
};

interface Interface {
  readonly name: string;
  received: number;
  packetsReceived: number;
  receiveErrors: number;
  sent: number;
  packetsSent: number;
  sendErrors: number;
}

function networkReader(file: KernelFile): Reader<'network'> {
  const rows = instanceRows<Interface>((name) => ({
    name,
    received: Number.NaN,
    packetsReceived: Number.NaN,
    receiveErrors: Number.NaN,
    sent: Number.NaN,
    packetsSent: Number.NaN,
    sendErrors: Number.NaN,
  }));
  let lastMs = Number.NaN;

  return {
    read: (atMs) => {
      const value: MetricValue<'network'> = {};
      const elapsedMs = atMs - lastMs;
      const cursor = file.read();
      rows.begin();
      // Two lines of headings.
      nextLine(cursor);
      for (let more = nextLine(cursor); more; more = nextLine(cursor)) {
        skipBlanks(cursor);
        const nameEnd = findInLine(cursor, colon);
        if (nameEnd < 0) continue;
        const state = rows.find(cursor, cursor.at, nameEnd);
        cursor.at = nameEnd + 1;
        putInstance(value, state.name, takeRates(state, cursor, elapsedMs));
      }
      rows.end();
      lastMs = atMs;
      return value;
    },
    restart: () => {
      rows.clear();
    },
    close: () => {
      file.close();
    },
  };
}

/** Columns: bytes packets errs drop fifo frame compressed multicast, the same again for sending. */
function takeRates(state: Interface, cursor: ByteCursor, elapsedMs: number): MetricValue<'network'>[string] {
  const received = nextNumber(cursor);
  const packetsReceived = nextNumber(cursor);
  const receiveErrors = nextNumber(cursor);
  skipFields(cursor, 5);
  const sent = nextNumber(cursor);
  const packetsSent = nextNumber(cursor);
  const sendErrors = nextNumber(cursor);
  const bytes = (before: number, now: number) => roundOrNull(ratePerSecond(before, now, elapsedMs, plausibleBytes));
  const packets = (before: number, now: number) =>
    roundOrNull(ratePerSecond(before, now, elapsedMs, plausiblePackets), 1);
  const rxErrors = ratePerSecond(state.receiveErrors, receiveErrors, elapsedMs, plausiblePackets);
  const txErrors = ratePerSecond(state.sendErrors, sendErrors, elapsedMs, plausiblePackets);
  const rates = {
    received: bytes(state.received, received),
    sent: bytes(state.sent, sent),
    packetsReceived: packets(state.packetsReceived, packetsReceived),
    packetsSent: packets(state.packetsSent, packetsSent),
    errors: rxErrors === null || txErrors === null ? null : roundOrNull(rxErrors + txErrors, 1),
  };
  Object.assign(state, { received, packetsReceived, receiveErrors, sent, packetsSent, sendErrors });
  return rates;
}
