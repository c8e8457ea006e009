import { codeLength } from '../../src-shared/protocol/sharing.ts';
import { readTyped } from './typed-code.ts';

/**
 * A code that came with the page's address: `scanned` from a QR or a link that a person handed on, `local` from the
 * one-time link that the server prints in its own terminal.
 */
export interface PairLink {
  readonly kind: 'scanned' | 'local';
  readonly code: string;
}

/** The parts of the browser's window that this needs. */
export interface LinkWindow {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'state' | 'replaceState'>;
}

/** A code with its dash, and room for some spaces; what is longer was never one. */
const longestTyped = 24;
const localLink = /^[A-Za-z0-9_-]{25,64}$/u;

/** Reads `#pair=CODE` and takes it out of the address at once, so that no history, bookmark or copied link keeps it. */
export function takePairLink({ location, history }: LinkWindow): PairLink | null {
  const text = new URLSearchParams(location.hash.replace(/^#/u, '')).get('pair');
  if (text === null) return null;
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  if (localLink.test(text)) return { kind: 'local', code: text };
  const { code } = readTyped(text.length > longestTyped ? '' : text);
  return code.length === codeLength ? { kind: 'scanned', code } : null;
}

/** True for names and addresses that can only mean the machine that the browser runs on. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || isLoopback4(hostname);
}

function isLoopback4(hostname: string): boolean {
  return /^127(?:\.\d{1,3}){3}$/u.test(hostname);
}
