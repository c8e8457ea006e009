import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Hono } from 'hono';
import type { ControlUpgrades, UpgradeWay } from '../control/upgrade.ts';
import type { Environment } from './route.ts';

/** Answers requests. */
type App = Pick<Hono<Environment>, 'fetch'>;

/** What a listener is given to answer with while the server starts, and from then on. */
export interface Door {
  readonly app: App;
  readonly control: Pick<ControlUpgrades, 'handle'>;
  /** The server is complete: whoever waits is answered by this, and so is everybody who comes. */
  open(whole: App): void;
}

/** The page's own files: `/`, and names with an ending at the root or in `assets/`. */
const ofPage = /^\/(?:(?:assets\/)?[\w-]+(?:\.\w+)+)?$/u;

/**
 * Lets a page load while its server starts: its files are answered at once, and everything else waits until the server is
 * complete, a part of a second as a rule.
 */
export function createDoor(page: App, control: Pick<ControlUpgrades, 'handle'>): Door {
  let whole: App | null = null;
  let tell: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    tell = resolve;
  });

  async function later(...args: Parameters<App['fetch']>): Promise<Response> {
    await opened;
    return (whole ?? page).fetch(...args);
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
      fetch(request, ...rest) {
        if (whole !== null) return whole.fetch(request, ...rest);
        return ofPage.test(new URL(request.url).pathname) ? page.fetch(request, ...rest) : later(request, ...rest);
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
      tell();
    },
  };
}
