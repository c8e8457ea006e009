import { messageForm, parseTabMessage, type TabMessage } from './tab-message.ts';

/** The way to the other tabs of this browser. */
export interface TabChannel {
  readonly post: (message: TabMessage) => void;
  readonly close: () => void;
}

/** Opens the way; what other tabs say is told in order. */
export type OpenTabChannel = (hear: (message: TabMessage) => void) => TabChannel;

/**
 * The channel of all tabs that show the same server in this browser, below one address: a proxy may have several
 * servers on one origin. `null` in a browser that has none, where each tab stands alone. It needs no secure context.
 */
export function browserTabChannel(baseUri: string): OpenTabChannel | null {
  if (typeof BroadcastChannel === 'undefined') return null;
  const name = `lanpulse ${String(messageForm)} ${new URL('.', baseUri).href}`;
  return (hear) => {
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = parseTabMessage(data);
      if (message !== null) hear(message);
    };
    return {
      post: (message) => {
        channel.postMessage(message);
      },
      close: () => {
        channel.onmessage = null;
        channel.close();
      },
    };
  };
}
