/** What an open or opening socket tells. */
export interface SocketListener {
  opened(): void;
  message(text: string): void;
  /** Closed by either side, or never opened. Nothing follows. */
  closed(): void;
}

/** The two things the control channel does with a socket. */
export interface ControlSocket {
  send(text: string): void;
  /** Ends it without telling the listener. */
  close(): void;
}

/** Starts to open a socket. */
export type OpenSocket = (listener: SocketListener) => ControlSocket;

/** The browser's WebSocket at an address, asked anew at each opening. */
export function browserSocket(url: () => string): OpenSocket {
  return (listener) => {
    const socket = new WebSocket(url());
    socket.onopen = () => {
      listener.opened();
    };
    socket.onmessage = (message: MessageEvent<unknown>) => {
      if (typeof message.data === 'string') listener.message(message.data);
    };
    socket.onclose = () => {
      listener.closed();
    };
    return {
      send: (text) => {
        socket.send(text);
      },
      close: () => {
        socket.onopen = null;
        socket.onmessage = null;
        socket.onclose = null;
        socket.close();
      },
    };
  };
}
