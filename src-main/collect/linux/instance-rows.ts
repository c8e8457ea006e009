import type { ByteCursor } from './byte-cursor.ts';

interface Row<State> {
  readonly name: Buffer;
  readonly state: State;
  seenIn: number;
}

/** What is remembered of each named row of a kernel table, from one reading to the next. */
export interface InstanceRows<State> {
  /** Starts a reading. */
  begin(): void;
  /** State of the row named by the bytes from `from` to `to`; new when the last reading did not hold it. */
  find(cursor: ByteCursor, from: number, to: number): State;
  /** Ends a reading: rows that it did not hold are forgotten. */
  end(): void;
  /** Forgets everything. */
  clear(): void;
}

/**
 * Remembers rows by name without making a string of a name that was there before: the kernel lists devices in the same
 * order each time, so the row at the same place is compared first.
 */
export function instanceRows<State>(create: (name: string) => State): InstanceRows<State> {
  let order: Row<State>[] = [];
  const byName = new Map<string, Row<State>>();
  let reading = 0;
  let place = 0;

  function lookUp(cursor: ByteCursor, from: number, to: number): Row<State> {
    const name = cursor.bytes.toString('utf8', from, to);
    const known = byName.get(name);
    if (known !== undefined) return known;
    const row: Row<State> = {
      name: Buffer.from(cursor.bytes.subarray(from, to)),
      state: create(name),
      seenIn: reading,
    };
    byName.set(name, row);
    return row;
  }

  return {
    begin: () => {
      reading += 1;
      place = 0;
    },
    find: (cursor, from, to) => {
      const expected = order[place];
      const row =
        expected !== undefined && equals(cursor, from, to, expected.name) ? expected : lookUp(cursor, from, to);
      row.seenIn = reading;
      order[place] = row;
      place += 1;
      return row.state;
    },
    end: () => {
      order.length = place;
      if (byName.size === place) return;
      for (const [name, row] of byName) if (row.seenIn !== reading) byName.delete(name);
    },
    clear: () => {
      order = [];
      byName.clear();
    },
  };
}

function equals(cursor: ByteCursor, from: number, to: number, name: Buffer): boolean {
  const { length } = name;
  if (to - from !== length) return false;
  for (let index = 0; index < length; index += 1) {
    if (cursor.bytes[from + index] !== name[index]) return false;
  }
  return true;
}
