import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { Fault, toFault } from '../../src-shared/fault.ts';
import { isViewerId } from '../../src-shared/protocol/viewer-id.ts';
import type { Arrival } from '../access/arrival.ts';
import { admitUpgrade } from '../access/gate.ts';
import { identify, isCurrent, type AccessRules } from '../access/principal.ts';
import type { SessionEnd } from '../access/sessions.ts';
import type { Clock } from '../clock.ts';
import { serveChannel, type ServedChannel } from './channel.ts';
import { tellUpgrade } from './tell-upgrade.ts';
import type { Limits } from '../limits/limits.ts';
import type { Log } from '../log.ts';
import { endWith, refusalText } from '../raw-refusal.ts';
import { createRequestId, logSaysWhy, requestIdHeader } from '../request-id.ts';
import type { CommandTable } from './command.ts';

const path = '/api/v1/control';
const base = 'http://localhost';

/** Pieces in which a message may come: nobody needs many, and each costs memory. */
const mostPieces = { maxFragments: 256, maxBufferedChunks: 1_024 };
/** Time that the other side has to close too, ms. */
const closeMs = 500;
/** Time that replies have, which are under way when a session ends, ms: whoever ends their own is told that it is done. */
const replyMs = 300;

/** The way by which an upgrade came. */
export interface UpgradeWay {
  readonly arrival: Arrival;
  /** Aborted when the channel is to say goodbye. */
  readonly closing: AbortSignal;
}

/** The control channels of a server. */
export interface ControlUpgrades {
  /** Takes what an HTTP server's `upgrade` event brings. */
  handle(request: IncomingMessage, socket: Duplex, head: Buffer, way: UpgradeWay): void;
  /** Open channels at this moment. */
  count(): number;
  /** True while an owner has a channel open. */
  isOpen(owner: string): boolean;
  /**
   * Ends the channels of an owner, with 1008 where they were `revoked`, after the replies that are under way; those that do
   * not close too are cut.
   */
  endOwner(owner: string, why: SessionEnd): Promise<void>;
  /** Ends every channel with "going away"; those that do not answer within half a second are cut. */
  close(): Promise<void>;
}

/**
 * Lets WebSocket upgrades in by the same rules as requests, plus the Origin rule that browsers need.
 * @param table asked for each channel
 */
export function createControlUpgrades(
  table: () => CommandTable,
  rules: AccessRules,
  clock: Clock,
  log: Log,
  limits: Limits,
): ControlUpgrades {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.bounds('maxMessageSize').most,
    ...mostPieces,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const requestIds = new WeakMap<IncomingMessage, string>();
  server.on('headers', (lines, request) => {
    lines.push(`${requestIdHeader}: ${requestIds.get(request) ?? ''}`);
  });
  const perOwner = new Map<string, Set<WebSocket>>();
  const served = new WeakMap<WebSocket, ServedChannel>();
  let accepted = 0;

  function add(owner: string, channel: WebSocket): void {
    const channels = perOwner.get(owner) ?? new Set();
    perOwner.set(owner, channels.add(channel));
    channel.once('close', () => {
      channels.delete(channel);
      if (channels.size === 0) perOwner.delete(owner);
    });
  }

  async function end(channels: Iterable<WebSocket>, code: number, reason: string): Promise<void> {
    const ending = [...channels];
    const closed = ending.map((channel) => new Promise((resolve) => channel.once('close', resolve)));
    for (const channel of ending) channel.close(code, reason);
    const cancel = clock.after(closeMs, () => {
      for (const channel of ending) channel.terminate();
    });
    await Promise.all(closed);
    cancel();
  }

  async function endAnswered(channel: WebSocket, code: number, reason: string): Promise<void> {
    const answered = served.get(channel)?.answered() ?? null;
    if (answered !== null) {
      await new Promise<void>((resolve) => {
        const cancel = clock.after(replyMs, resolve);
        void answered.then(() => {
          cancel();
          resolve();
        });
      });
    }
    await end([channel], code, reason);
  }

  return {
    handle: (request, socket, head, { arrival, closing }) => {
      // Until ws takes the socket over, a reset by the other side would be an uncaught error.
      const ignoreReset = () => {
        socket.destroy();
      };
      socket.on('error', ignoreReset);
      const requestId = createRequestId();
      requestIds.set(request, requestId);
      const tell = tellUpgrade(log, clock, requestId);
      try {
        const target = request.url ?? '/';
        const url = URL.canParse(target, base) ? new URL(target, base) : null;
        if (url?.pathname !== path) throw new Fault('not_found', 'There is no WebSocket here.');
        const { principal } = admitUpgrade(arrival, rules);
        const viewer = url.searchParams.get('viewer') ?? undefined;
        if (viewer !== undefined && !isViewerId(viewer)) {
          throw new Fault('invalid_viewer', 'A viewer id is 22 to 64 characters of base64url.');
        }
        const { remoteAddress, isByProxy } = arrival;
        socket.once('close', limits.streams.enter({ owner: principal.owner, remoteAddress, isByProxy }));
        const onTooLarge = () => {
          limits.refusals.count('maxMessageSize', remoteAddress);
        };
        server.handleUpgrade(request, socket, head, (channel) => {
          socket.off('error', ignoreReset);
          const leave = () => {
            channel.close(1001, 'shutting down');
          };
          closing.addEventListener('abort', leave, { once: true });
          channel.once('close', () => {
            closing.removeEventListener('abort', leave);
          });
          add(principal.owner, channel);
          accepted += 1;
          const connection = `channel ${String(accepted)}`;
          tell(principal, 'ok');
          const still = () => isCurrent(principal, rules);
          const context = { principal, viewer, connection, requestId, isCurrent: still };
          served.set(channel, serveChannel(channel, context, table(), clock, log, onTooLarge));
        });
      } catch (caught) {
        const fault = toFault(caught, 'internal', `The upgrade failed inside the server; ${logSaysWhy(requestId)}`);
        tell(identify(arrival, rules)?.principal ?? null, fault);
        endWith(socket, refusalText(fault, { [requestIdHeader]: requestId }), clock);
      }
    },
    count: () => server.clients.size,
    isOpen: (owner) => perOwner.has(owner),
    endOwner: async (owner, why) => {
      const code = why === 'revoked' ? 1008 : 1012;
      await Promise.all([...(perOwner.get(owner) ?? [])].map((channel) => endAnswered(channel, code, why)));
    },
    close: async () => {
      await end(server.clients, 1001, 'shutting down');
      server.close();
    },
  };
}
