import * as v from 'valibot';

const time = v.pipe(v.number(), v.integer());
const role = v.picklist(['viewer', 'operator']);

/** Longest name of a paired device, in characters. */
export const deviceNameLength = 60;

/** The characters of a pairing code: digits and capitals without those that are mistaken for one another. */
export const codeAlphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Characters of a pairing code that people type. */
export const codeLength = 8;

/**
 * A typed pairing code as it is compared: capitals, without spaces and dashes. Longer texts of base64url are the one-time
 * local links of `serve`, which nobody types, and stay as they are.
 */
const pairingCodeSchema = v.pipe(
  v.string('is not a text'),
  v.transform((text) => (text.length > 24 ? text.trim() : text.replace(/[\s-]/gu, '').toUpperCase())),
  v.minLength(1, 'is empty'),
  v.maxLength(64, 'is too long'),
);

/** The name of a device as people write it: trimmed, 1 to 60 characters, no control characters or marks that reorder text. */
export const sessionNameSchema = v.pipe(
  v.string('is not a text'),
  v.transform((text) => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '').trim()),
  v.minLength(1, 'is empty'),
  v.maxLength(deviceNameLength, `is longer than ${String(deviceNameLength)} characters`),
);

/**
 * Body of `POST /api/v1/pair`. `name` is how the device is listed; left out, it is listed by what kind of device it is.
 * With `token` the answer holds a bearer token for a program instead of a cookie for a browser.
 */
export const pairRequestSchema = v.object({
  code: pairingCodeSchema,
  name: v.optional(sessionNameSchema),
  token: v.optional(v.boolean('is neither true nor false'), false),
});

/** Answer of `POST /api/v1/pair`: who the caller now is. `token` only where one was asked for. */
export const pairedSchema = v.object({
  ok: v.literal(true),
  sessionId: v.string(),
  name: v.string(),
  role,
  token: v.optional(v.string()),
});
/** See {@link pairedSchema}. */
export type Paired = Readonly<v.InferOutput<typeof pairedSchema>>;

/** Body of `POST /api/v1/pairing`. */
export const pairingRequestSchema = v.object({
  role: v.picklist(['viewer', 'operator'], 'is neither viewer nor operator'),
});

/**
 * Answer of `POST /api/v1/pairing`: a new code for one device. `code` has 8 characters of {@link codeAlphabet}; `expiresAt`
 * is ms since the epoch by the server's clock, `leftMs` the same as time from now. `urls` are addresses that hold the code
 * in their fragment, the one for the QR first; empty while nothing is shared. A code that was made for the same caller
 * before is void.
 */
export const pairingSchema = v.object({
  code: v.string(),
  role,
  expiresAt: time,
  leftMs: v.number(),
  urls: v.array(v.string()),
});
/** See {@link pairingSchema}. */
export type Pairing = Readonly<v.InferOutput<typeof pairingSchema>>;

/**
 * A paired device or program. `device` is what it calls itself, in words of the server's; `address` the one it came from
 * last, `watching` whether it has a stream or polls now. `lastSeenAt` and `pairedAt` in ms since the epoch. `current` is
 * true for the session that asks.
 */
export const sessionSchema = v.object({
  sessionId: v.string(),
  name: v.string(),
  device: v.string(),
  kind: v.picklist(['browser', 'program', 'local']),
  role,
  address: v.nullable(v.string()),
  pairedAt: time,
  lastSeenAt: time,
  watching: v.boolean(),
  current: v.boolean(),
});
/** See {@link sessionSchema}. */
export type SessionInfo = Readonly<v.InferOutput<typeof sessionSchema>>;

/** Answer of `GET /api/v1/sessions` (operators): all paired devices, the newest first. */
export const sessionsSchema = v.object({ sessions: v.array(sessionSchema) });
/** See {@link sessionsSchema}. */
export interface Sessions {
  readonly sessions: readonly SessionInfo[];
}

/**
 * Where the dashboard can be reached from the network. `via` is the name of the network interface, `null` for an address
 * by name.
 */
export const sharedAddressSchema = v.object({ url: v.string(), via: v.nullable(v.string()) });
/** See {@link sharedAddressSchema}. */
export type SharedAddress = Readonly<v.InferOutput<typeof sharedAddressSchema>>;

/**
 * How the guessing of pairing codes stands: until when no code is looked at after too many wrong ones, ms since the epoch,
 * and how many wrong codes there were since the last good one.
 */
export const pairingLockSchema = v.object({ until: v.nullable(time), wrongCodes: v.number() });
/** See {@link pairingLockSchema}. */
export type PairingLock = Readonly<v.InferOutput<typeof pairingLockSchema>>;

/**
 * How sharing stands: answer of `GET` and `POST /api/v1/sharing` (operators). `settable` is false where an option of the
 * command line decides. `tls.fingerprint` is the SHA-256 of the certificate in pairs of hex digits; `ownKey` says that the
 * owner brought certificate and key. `problem` is a sentence where an address could not be opened or the certificate could
 * not be made. `locked`: see {@link pairingLockSchema}; operators also hear of it by `presence`.
 */
export const sharingSchema = v.object({
  on: v.boolean(),
  settable: v.boolean(),
  addresses: v.array(sharedAddressSchema),
  tls: v.object({
    on: v.boolean(),
    fingerprint: v.nullable(v.string()),
    validUntil: v.nullable(time),
    ownKey: v.boolean(),
  }),
  problem: v.nullable(v.string()),
  locked: pairingLockSchema,
});
/** See {@link sharingSchema}. */
export type Sharing = Readonly<v.InferOutput<typeof sharingSchema>>;

/** Body of `POST /api/v1/sharing`; what is left out stays. */
export const sharingChangeSchema = v.object({
  on: v.optional(v.boolean('is neither true nor false')),
  tls: v.optional(v.boolean('is neither true nor false')),
});
/** See {@link sharingChangeSchema}. */
export type SharingChange = Readonly<v.InferOutput<typeof sharingChangeSchema>>;
