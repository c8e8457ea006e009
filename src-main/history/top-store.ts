import { bytesIn, numberIn } from './cells.ts';
import type { Cell, Database } from './database.ts';
import type { Losses } from './losses.ts';
import { busiest, decodeTopMinute, encodeTopMinute } from './top-minute.ts';
import { nearestTop, type TopProcesses } from './top-processes.ts';
import { decodeTop, encodeTop } from './top-record.ts';

/** The processes of the past: newest readings one by one, older ones by the minute, the oldest one reading a minute. */
export interface TopStore {
  add(one: TopProcesses): void;
  /** The reading nearest to a moment, and at most `withinMs` from it. */
  near(t: number, withinMs: number): TopProcesses | null;
  /** Compresses the oldest whole minute before a moment; false where there is none. */
  packMinute(beforeMs: number): boolean;
  /** Keeps the busiest reading only of the oldest minute before a moment; false where there is none left to thin. */
  thinMinute(beforeMs: number): boolean;
  /** Deletes some minutes before a moment; false where there is none left. */
  dropMinutes(beforeMs: number): boolean;
}

const minuteMs = 60_000;
const minutesPerPiece = 100;
/** Readings that are held besides, so that they need not be read again a minute later. */
const mostHeld = 200;

/**
 * Prepares the statements.
 * @param losses takes the readings and minutes that cannot be decoded
 */
export function createTopStore(database: Database, losses: Losses): TopStore {
  const add = database.prepare('INSERT OR REPLACE INTO top (t, data) VALUES (?, ?)');
  const within = database.prepare('SELECT t, data FROM top WHERE t BETWEEN ? AND ? ORDER BY t');
  const countWithin = database.prepare('SELECT count(*) FROM top WHERE t BETWEEN ? AND ?');
  const oldest = database.prepare('SELECT t FROM top ORDER BY t LIMIT 1');
  const remove = database.prepare('DELETE FROM top WHERE t BETWEEN ? AND ?');
  const minutes = database.prepare('SELECT t, data FROM top_minute WHERE t BETWEEN ? AND ?');
  const putMinute = database.prepare('INSERT OR REPLACE INTO top_minute (t, thinned, data) VALUES (?, ?, ?)');
  const toThin = database.prepare('SELECT t, data FROM top_minute WHERE thinned = 0 AND t < ? ORDER BY t LIMIT 1');
  const oldestMinute = database.prepare('SELECT t FROM top_minute ORDER BY t LIMIT 1');
  const dropUpTo = database.prepare('DELETE FROM top_minute WHERE t <= ?');
  const toDrop = database.prepare('SELECT max(t) FROM (SELECT t FROM top_minute WHERE t < ? ORDER BY t LIMIT ?)');
  const removeSame = database.prepare('DELETE FROM top WHERE t = ? AND data IS ?');
  const removeSameMinute = database.prepare('DELETE FROM top_minute WHERE t = ? AND data IS ?');

  function readings(from: number, to: number): readonly TopProcesses[] {
    return within.rows(from, to).flatMap((row) => {
      const t = numberIn(row, 0);
      return losses.orElse<readonly TopProcesses[]>(
        { table: 'top', key: t, data: row[1] ?? null },
        [],
        () => [{ t, top: decodeTop(bytesIn(row, 1)) }],
        () => {
          removeSame.run(t, row[1] ?? null);
        },
      );
    });
  }

  /** @param row time and data */
  function minuteIn(row: readonly Cell[]): readonly TopProcesses[] {
    const t = numberIn(row, 0);
    return losses.orElse<readonly TopProcesses[]>(
      { table: 'top_minute', key: t, data: row[1] ?? null },
      [],
      () => decodeTopMinute(bytesIn(row, 1)),
      () => {
        removeSameMinute.run(t, row[1] ?? null);
      },
    );
  }

  /** Of the newest, some may have failed to reach the file, and others come from an earlier run. */
  const held = new Map<number, TopProcesses>();

  function oneByOne(from: number, to: number): readonly TopProcesses[] {
    const inMemory = [...held.values()].filter(({ t }) => t >= from && t <= to);
    const [row = []] = countWithin.rows(from, to);
    return numberIn(row, 0) === inMemory.length ? inMemory : readings(from, to);
  }

  function hold(one: TopProcesses): void {
    held.set(one.t, one);
    const [first] = held.keys();
    if (held.size > mostHeld && first !== undefined) held.delete(first);
  }

  function packed(from: number, to: number): readonly TopProcesses[] {
    const first = Math.floor(from / minuteMs) * minuteMs;
    return minutes.rows(first, to).flatMap(minuteIn);
  }

  return {
    add(one) {
      add.run(one.t, encodeTop(one.top));
      hold(one);
    },
    near(t, withinMs) {
      const [from, to] = [t - withinMs, t + withinMs];
      return nearestTop(t, withinMs, [...packed(from, to), ...readings(from, to)]);
    },
    packMinute(beforeMs) {
      const [row] = oldest.rows();
      if (row === undefined) return false;
      const start = Math.floor(numberIn(row, 0) / minuteMs) * minuteMs;
      const end = start + minuteMs - 1;
      if (end >= beforeMs) return false;
      // The clock may have been set back into a minute that was packed before.
      const all = new Map([...packed(start, start), ...oneByOne(start, end)].map((one) => [one.t, one]));
      losses.keep();
      database.transaction(() => {
        putMinute.run(start, 0, encodeTopMinute([...all.values()].sort((a, b) => a.t - b.t)));
        remove.run(start, end);
      });
      for (const t of held.keys()) if (t >= start && t <= end) held.delete(t);
      return true;
    },
    thinMinute(beforeMs) {
      const [row] = toThin.rows(beforeMs);
      if (row === undefined) return false;
      const kept = busiest(minuteIn(row));
      losses.keep();
      putMinute.run(numberIn(row, 0), 1, encodeTopMinute(kept === undefined ? [] : [kept]));
      return true;
    },
    dropMinutes(beforeMs) {
      // Mostly there is nothing to drop, which is asked with each look at what is due: this finds out at a fifth of the cost.
      const [first] = oldestMinute.rows();
      if (first === undefined || numberIn(first, 0) >= beforeMs) return false;
      const [row = []] = toDrop.rows(beforeMs, minutesPerPiece);
      if (row[0] === null || row[0] === undefined) return false;
      losses.keep();
      dropUpTo.run(row[0]);
      return true;
    },
  };
}
