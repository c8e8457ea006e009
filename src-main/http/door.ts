import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ControlUpgrades, UpgradeWay } from '../control/upgrade.ts';
import { written } from './written.ts';

/** What a door has to know of a request besides. */
interface Asked {
  readonly outgoing: { once(event: 'close', run: () => void): unknown };
  /** What those that answer know. */
  readonly [more: string]: unknown;
}

/** Answers requests. */
export interface App {
  fetch(request: Request, asked: Asked): Response | Promise<Response>;
}

/** What a listener is given to answer with while the server starts, and from then on. */
export interface Door {
  readonly app: App;
  readonly control: Pick<ControlUpgrades, 'handle'>;
  /** The server is complete: whoever waits is answered by this, and so is everybody who comes. */
  open(whole: App): void;
}

/**
 * Lets a page begin while its server starts: what it asks for besides its files (page-server.ts) waits until the server is
 * complete, a part of a second as a rule.
 */
export function createDoor(control: Pick<ControlUpgrades, 'handle'>): Door {
  let whole: App | null = null;
  let tell: (complete: App) => void = () => undefined;
  const opened = new Promise<App>((resolve) => {
    tell = resolve;
  });

  async function later(request: Request, asked: Asked): Promise<Response> {
    const left = new Promise<null>((resolve) => {
      asked.outgoing.once('close', () => {
        resolve(null);
      });
    });
    // Nothing is done for somebody who has given up, and may have asked again since.
    const server = await Promise.race([opened, left]);
    return server === null ? written : server.fetch(request, asked);
  }

  /** Nobody listens to the errors of a socket that waits; a reset ends it as it would end any other. */
  async function handleLater(request: IncomingMessage, socket: Duplex, head: Buffer, way: UpgradeWay): Promise<void> {
    const ignoreReset = () => {
      socket.destroy();
    };
    socket.on('error', ignoreReset);
    await opened;
    socket.off('error', ignoreReset);
    if (!socket.destroyed) control.handle(request, socket, head, way);
  }

  return {
    app: {
      fetch(request, asked) {
        return whole === null ? later(request, asked) : whole.fetch(request, asked);
      },
    },
    control: {
      handle(request, socket, head, way) {
        if (whole === null) void handleLater(request, socket, head, way);
        else control.handle(request, socket, head, way);
      },
    },
    open(next) {
      whole = next;
      tell(next);
    },
  };
}
