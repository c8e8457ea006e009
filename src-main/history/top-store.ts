import { bytesIn, numberIn } from './cells.ts';
import type { Database } from './database.ts';
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

/** Prepares the statements. */
export function createTopStore(database: Database): TopStore {
  const add = database.prepare('INSERT OR REPLACE INTO top (t, data) VALUES (?, ?)');
  const within = database.prepare('SELECT t, data FROM top WHERE t BETWEEN ? AND ? ORDER BY t');
  const oldest = database.prepare('SELECT t FROM top ORDER BY t LIMIT 1');
  const remove = database.prepare('DELETE FROM top WHERE t BETWEEN ? AND ?');
  const minutes = database.prepare('SELECT data FROM top_minute WHERE t BETWEEN ? AND ?');
  const putMinute = database.prepare('INSERT OR REPLACE INTO top_minute (t, thinned, data) VALUES (?, ?, ?)');
  const toThin = database.prepare('SELECT t, data FROM top_minute WHERE thinned = 0 AND t < ? ORDER BY t LIMIT 1');
  const dropUpTo = database.prepare('DELETE FROM top_minute WHERE t <= ?');
  const toDrop = database.prepare('SELECT max(t) FROM (SELECT t FROM top_minute WHERE t < ? ORDER BY t LIMIT ?)');

  function readings(from: number, to: number): readonly TopProcesses[] {
    return within.rows(from, to).map((row) => ({ t: numberIn(row, 0), top: decodeTop(bytesIn(row, 1)) }));
  }

  function packed(from: number, to: number): readonly TopProcesses[] {
    const first = Math.floor(from / minuteMs) * minuteMs;
    return minutes.rows(first, to).flatMap((row) => decodeTopMinute(bytesIn(row, 0)));
  }

  return {
    add: ({ t, top }) => {
      add.run(t, encodeTop(top));
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
      const all = new Map([...packed(start, start), ...readings(start, end)].map((one) => [one.t, one]));
      database.transaction(() => {
        putMinute.run(start, 0, encodeTopMinute([...all.values()].sort((a, b) => a.t - b.t)));
        remove.run(start, end);
      });
      return true;
    },
    thinMinute(beforeMs) {
      const [row] = toThin.rows(beforeMs);
      if (row === undefined) return false;
      const kept = busiest(decodeTopMinute(bytesIn(row, 1)));
      putMinute.run(numberIn(row, 0), 1, encodeTopMinute(kept === undefined ? [] : [kept]));
      return true;
    },
    dropMinutes(beforeMs) {
      const [row = []] = toDrop.rows(beforeMs, minutesPerPiece);
      if (row[0] === null || row[0] === undefined) return false;
      dropUpTo.run(row[0]);
      return true;
    },
  };
}
