import type { Pairing, SessionInfo, Sharing } from '../../../src-shared/protocol/sharing.ts';

/** A paired phone, with what a test says of it. */
export function someSession(sessionId: string, parts: Partial<SessionInfo> = {}): SessionInfo {
  return {
    sessionId,
    name: sessionId,
    device: 'Firefox on Android',
    kind: 'browser',
    role: 'viewer',
    address: '192.168.1.57',
    pairedAt: 1_700_000_000_000,
    lastSeenAt: 1_700_000_000_000,
    watching: false,
    current: false,
    ...parts,
  };
}

/** Sharing that is on at one address. */
export function someSharing(parts: Partial<Sharing> = {}): Sharing {
  return {
    on: true,
    settable: true,
    addresses: [{ url: 'http://192.168.1.20:4780', via: 'enp5s0' }],
    tls: { on: false, fingerprint: null, validUntil: null, ownKey: false },
    problem: null,
    locked: { until: null, wrongCodes: 0 },
    ...parts,
  };
}

/** A code that is good for five minutes. */
export function someCode(code: string, parts: Partial<Pairing> = {}): Pairing {
  return { code, role: 'viewer', expiresAt: 1_700_000_300_000, leftMs: 300_000, urls: [], ...parts };
}
