import * as v from 'valibot';
import type { LimitName } from '../../src-shared/protocol/server-limits.ts';
import type { Bounds } from '../limits/bounds.ts';
import { limitTable, type Limit } from '../limits/limit-table.ts';
import { durationText, sizeText } from './amount.ts';
import { wholeNumber } from './setting.ts';

/** One limit as it may be written; what was left out stays so, for that it was set counts too. */
type LimitSetting = v.OptionalSchema<v.GenericSchema<number | string, number>, undefined>;

/** The settings of all limits. */
export const limitSettings: Readonly<Record<LimitName, LimitSetting>> = {
  maxConnections: setting('maxConnections'),
  maxConnectionsPerAddress: setting('maxConnectionsPerAddress'),
  maxStreamsPerSession: setting('maxStreamsPerSession'),
  maxRequestsPerSecond: setting('maxRequestsPerSecond'),
  maxMessageSize: setting('maxMessageSize'),
  headTimeout: setting('headTimeout'),
  requestTimeout: setting('requestTimeout'),
  idleTimeout: setting('idleTimeout'),
  pollHold: setting('pollHold'),
  pairingTries: setting('pairingTries'),
};

/** The limits in force: what the owner has set, else the defaults. */
export function boundsOf(set: Readonly<Partial<Record<LimitName, number | undefined>>>): Bounds {
  const known = new Map<LimitName, ReturnType<Bounds>>();
  return (name) => {
    const bound = known.get(name) ?? {
      most: set[name] ?? v.parse(amount(limitTable[name]), limitTable[name].default),
      countsLoopback: !limitTable[name].sparesLoopback || set[name] !== undefined,
    };
    known.set(name, bound);
    return bound;
  };
}

function setting(name: LimitName): LimitSetting {
  return v.optional(amount(limitTable[name]));
}

function amount({ kind, min, max }: Limit): v.GenericSchema<number | string, number> {
  if (kind === 'size') return sizeText(min, max);
  return kind === 'duration' ? durationText(min, max) : wholeNumber('', Number(min), Number(max));
}
