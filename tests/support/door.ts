import type { OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Role } from '../../src-shared/protocol/events.ts';
import type { RunningServer } from './server.ts';

/** What came back, as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | readonly string[]>;
  readonly text: string;
}

/** An answer that goes on, as it came so far. */
export interface RawStream {
  readonly status: number;
  text(): string;
  /** Resolves when this has come, after what the call before waited for; rejects where the stream ends without. */
  next(text: string): Promise<void>;
  /** Resolves when all of it has come that will. */
  readonly ended: Promise<void>;
  close(): void;
}

/** A request, sent as it stands: no path is tidied up, no header added but the length. */
export interface RawQuestion {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** One way in which others reach a server: a listener, and a place to come from. */
export interface Door {
  readonly name: string;
  /** Address of the server as this place sees it. */
  readonly url: string;
  readonly server: RunningServer;
  /** Headers of a program that was paired as a viewer or operator. */
  readonly as: Readonly<Record<Role, Readonly<Record<string, string>>>>;
  ask(path: string, question?: RawQuestion): Promise<RawAnswer>;
  /** Asks for what does not end by itself; resolves with its head. */
  stream(path: string, headers?: OutgoingHttpHeaders): Promise<RawStream>;
  /** Asks for a stream over a connection of its own and reads nothing of it; resolves when it has been asked for. */
  stall(path: string, headers?: OutgoingHttpHeaders): Promise<Duplex>;
  /** A WebSocket that begins to open. */
  control(headers?: Readonly<Record<string, string>>, query?: string): WebSocket;
  /** A bare connection, its encryption done; under TLS `protocol` is agreed on. Default: HTTP/1.1. */
  connect(protocol?: 'http/1.1' | 'h2'): Promise<Duplex>;
  /** A bare connection with nothing on it yet, encryption neither. */
  connectBare(): Socket;
}
