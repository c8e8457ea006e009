import * as v from 'valibot';
import { limits } from '../../src-shared/protocol/limits.ts';
import { isLoopbackHost } from '../access/loopback.ts';
import { durationText, sizeText } from './amount.ts';

const wholeNumber = (what: string, min: number, max: number) => {
  const message = `must be a whole number${what} from ${String(min)} to ${String(max)}`;
  return v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/u, message), v.transform(Number))], message),
    v.integer(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
};

const text = (message: string) => v.pipe(v.string(message), v.minLength(1, message));

const settings = v.strictObject({
  port: v.optional(wholeNumber('', 0, 65_535), 4780),
  host: v.optional(
    v.pipe(
      text('must be an address of this machine'),
      v.check(
        isLoopbackHost,
        'must be a loopback address such as 127.0.0.1: sharing on the network is not part of this version',
      ),
    ),
    '127.0.0.1',
  ),
  dataDir: text('must be a folder'),
  interval: v.optional(wholeNumber(' of milliseconds', limits.intervalMs.min, limits.intervalMs.max), 1000),
  loopbackRole: v.optional(v.picklist(['operator', 'viewer', 'none'], 'must be operator, viewer or none'), 'operator'),
  logLevel: v.optional(v.picklist(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error'), 'warn'),
  history: v.optional(v.picklist(['on', 'off'], 'must be on or off'), 'on'),
  historyCap: v.optional(sizeText('16M', '1T'), '1G'),
  history1s: v.optional(durationText('10m', '20y'), '48h'),
  history10s: v.optional(durationText('10m', '20y'), '14d'),
  history1m: v.optional(durationText('10m', '20y'), '90d'),
  history15m: v.optional(durationText('10m', '20y'), '2y'),
});

/** A coarser tier that ended before a finer one would never be asked. */
const asLongAs = (finer: string) => `must be at least as long as ${finer}`;

/** Every setting there is; the config file has the same keys. */
export const configSchema = v.pipe(
  settings,
  v.forward(
    v.check(({ history1s, history10s }) => history10s >= history1s, asLongAs('history1s')),
    ['history10s'],
  ),
  v.forward(
    v.check(({ history10s, history1m }) => history1m >= history10s, asLongAs('history10s')),
    ['history1m'],
  ),
  v.forward(
    v.check(({ history1m, history15m }) => history15m >= history1m, asLongAs('history1m')),
    ['history15m'],
  ),
);

/**
 * The validated settings.
 * - `port`: 0 takes a free one. Default 4780.
 * - `host`: address to listen on. Default 127.0.0.1; only loopback addresses for now.
 * - `dataDir`: folder for what Lanpulse keeps. Default: the platform's place for application data.
 * - `interval`: time between samples in ms, 100 to 60000. Default 1000.
 * - `loopbackRole`: what a program on this machine may do. Default `operator`.
 * - `logLevel`: least important line that is still written. Default `warn`.
 * - `history`: `off` keeps nothing on disk but settings and alerts. Default `on`.
 * - `historyCap`: most bytes that the history may take on disk, 16 MiB to 1 TiB. Default 1 GiB.
 * - `history1s`, `history10s`, `history1m`, `history15m`: how long values of that resolution are kept, ms; each at least
 *   as long as the one before. Defaults 48 hours, 14 days, 90 days and 2 years.
 */
export type Config = v.InferOutput<typeof configSchema>;

/** Name of a setting. */
export type ConfigKey = keyof Config;
