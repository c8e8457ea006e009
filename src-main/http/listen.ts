import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { Fault } from '../../src-shared/fault.ts';
import type { ControlUpgrades } from '../control/upgrade.ts';
import type { Environment } from './route.ts';

/** Time in which a request's head must have arrived, also that of a WebSocket handshake; and the whole request. */
const headMs = 10_000;
const requestMs = 30_000;

/** A listening socket. */
export interface Listener {
  /** Address for a person: `http://127.0.0.1:4780`. */
  readonly url: string;
  readonly port: number;
  /** Stops taking connections and ends those that are open. */
  close(): Promise<void>;
}

/**
 * Opens the HTTP server.
 * @throws Fault `port_taken`, or `start_failed` where the address cannot be used
 */
export async function listen(
  app: Hono<Environment>,
  control: ControlUpgrades,
  host: string,
  port: number,
): Promise<Listener> {
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer(
    { headersTimeout: headMs, requestTimeout: requestMs, connectionsCheckingInterval: 1_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      void answer(request, response);
    },
  );
  server.on('upgrade', (request, socket, head) => {
    control.handle(request, socket, head);
  });
  const address = await bind(server, host, port);
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${String(address.port)}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  const name = host.replace(/^\[(.*)\]$/u, '$1');
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new Fault('port_taken', `Port ${String(port)} is taken; choose another with --port, or 0 for a free one.`, {
              cause,
            })
          : new Fault('start_failed', `The address ${name} port ${String(port)} cannot be used: ${cause.message}.`, {
              cause,
            }),
      );
    });
    server.listen({ host: name, port, exclusive: true }, () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address);
      else reject(new Fault('start_failed', 'The server has no network address.'));
    });
  });
}
