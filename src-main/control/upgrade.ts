import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Fault, toFault } from '../../src-shared/fault.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import { isViewerId } from '../../src-shared/protocol/viewer-id.ts';
import { admitUpgrade } from '../access/gate.ts';
import type { AccessRules } from '../access/principal.ts';
import type { Clock } from '../clock.ts';
import { serveChannel } from './channel.ts';
import type { Log } from '../log.ts';
import type { CommandTable } from './command.ts';

const path = '/api/v1/control';

/** Open channels in all: a page has one. */
const mostChannels = 4_096;
/** Open channels of one session: a browser full of tabs, or a program that forgot some. */
const mostOfOwner = 256;

/** The control channels of a server. */
export interface ControlUpgrades {
  /** Listener for the HTTP server's `upgrade` event. */
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Open channels at this moment. */
  count(): number;
  /** Ends every channel with "going away"; those that do not answer within half a second are cut. */
  close(): Promise<void>;
}

/** Lets WebSocket upgrades in by the same rules as requests, plus the Origin rule that browsers need. */
export function createControlUpgrades(
  table: CommandTable,
  rules: AccessRules,
  clock: Clock,
  log: Log,
): ControlUpgrades {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const perOwner = new Map<string, number>();
  let accepted = 0;
  return {
    handle: (request, socket, head) => {
      // Until ws takes the socket over, a reset by the other side would be an uncaught error.
      const ignoreReset = () => {
        socket.destroy();
      };
      socket.on('error', ignoreReset);
      try {
        const url = new URL(request.url ?? '/', 'http://localhost');
        if (url.pathname !== path) throw new Fault('not_found', 'There is no WebSocket here.');
        const principal = admitUpgrade(
          {
            headers: request.headers,
            remoteAddress: request.socket.remoteAddress,
            localAddress: request.socket.localAddress,
            scheme: 'http',
          },
          rules,
        );
        if (server.clients.size >= mostChannels || (perOwner.get(principal.owner) ?? 0) >= mostOfOwner) {
          throw new Fault('too_many', 'There are too many control channels; close one first.');
        }
        const viewer = url.searchParams.get('viewer') ?? undefined;
        if (viewer !== undefined && !isViewerId(viewer)) {
          throw new Fault('invalid_viewer', 'A viewer id is 22 to 64 characters of base64url.');
        }
        server.handleUpgrade(request, socket, head, (channel) => {
          socket.off('error', ignoreReset);
          perOwner.set(principal.owner, (perOwner.get(principal.owner) ?? 0) + 1);
          channel.once('close', () => {
            const left = (perOwner.get(principal.owner) ?? 1) - 1;
            if (left > 0) perOwner.set(principal.owner, left);
            else perOwner.delete(principal.owner);
          });
          accepted += 1;
          serveChannel(channel, { principal, viewer, connection: `channel ${String(accepted)}` }, table, clock, log);
        });
      } catch (caught) {
        refuse(socket, toFault(caught, 'internal', 'The upgrade failed inside the server.'));
      }
    },
    count: () => server.clients.size,
    close: async () => {
      const closed = [...server.clients].map((client) => new Promise((resolve) => client.once('close', resolve)));
      for (const client of server.clients) client.close(1001, 'shutting down');
      const cancel = clock.after(500, () => {
        for (const client of server.clients) client.terminate();
      });
      await Promise.all(closed);
      cancel();
      server.close();
    },
  };
}

function refuse(socket: Duplex, fault: Fault): void {
  const body = JSON.stringify({ ok: false, error: fault.toBody() });
  socket.end(
    `HTTP/1.1 ${String(fault.status)} Refused\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${String(Buffer.byteLength(body))}\r\nConnection: close\r\n\r\n${body}`,
  );
}
