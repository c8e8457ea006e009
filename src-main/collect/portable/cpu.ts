import { cpus } from 'node:os';
import type { Reader } from '../reader.ts';
import { toPercent } from '../round.ts';

interface Times {
  user: number;
  nice: number;
  sys: number;
  idle: number;
  irq: number;
}

/**
 * Node's own counters: they cost no process and no shell, and are what systeminformation would count with. macOS and
 * Windows tell neither iowait nor steal.
 */
export function openPortableCpu(
  readTimes: () => readonly Times[] = () => cpus().map((core) => core.times),
): Reader<'cpu'> {
  let last: readonly Times[] = [];
  return {
    read: () => {
      const now = readTimes();
      const grown = now.length === last.length ? now.map((times, core) => growth(last[core], times)) : [];
      const all = grown.length === 0 ? null : grown.reduce(add);
      last = now;
      return {
        total: toPercent(share(all, (times) => times.user + times.nice + times.sys + times.irq)),
        user: toPercent(share(all, (times) => times.user + times.nice)),
        system: toPercent(share(all, (times) => times.sys + times.irq)),
        iowait: null,
        steal: null,
        cores: now.map((_times, core) => {
          const times = grown[core] ?? null;
          return toPercent(share(times, ({ user, nice, sys, irq }) => user + nice + sys + irq));
        }),
      };
    },
    restart: () => {
      last = [];
    },
  };
}

function growth(before: Times | undefined, now: Times): Times {
  const less = (key: keyof Times) => Math.max(0, now[key] - (before?.[key] ?? now[key]));
  return { user: less('user'), nice: less('nice'), sys: less('sys'), idle: less('idle'), irq: less('irq') };
}

function add(a: Times, b: Times): Times {
  return {
    user: a.user + b.user,
    nice: a.nice + b.nice,
    sys: a.sys + b.sys,
    idle: a.idle + b.idle,
    irq: a.irq + b.irq,
  };
}

function share(times: Times | null, part: (times: Times) => number): number | null {
  if (times === null) return null;
  const whole = times.user + times.nice + times.sys + times.idle + times.irq;
  return whole > 0 ? part(times) / whole : null;
}
