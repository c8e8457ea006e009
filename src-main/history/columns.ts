/** A series and instance that has been read at least once. */
export interface Column {
  /** Number of the column in the file, from 1. */
  readonly id: number;
  /** `metric.field`. */
  readonly series: string;
  /** `*` for a series without instances. */
  readonly instance: string;
}

/** Names and numbers of everything ever read. The numbers hold beyond the file they were first written to. */
export interface Columns {
  /** The number of a series and instance; a new one where it was never read. */
  idOf(series: string, instance: string): number;
  find(series: string, instance: string): Column | undefined;
  /** All of one series, in the order in which they were first read. */
  ofSeries(series: string): readonly Column[];
  all(): readonly Column[];
  /** The highest number that was given to a column; 0 for none. */
  newestId(): number;
  /** Forgets a column of which nothing is kept; its number is not given again in this run. */
  forget(id: number): void;
  /** How many were forgotten since the start: what was looked up before may have gone. */
  forgotten(): number;
  /** Takes a column with a known number, from a file. */
  restore(column: Column): void;
}

/** Makes an empty dictionary. */
export function createColumns(): Columns {
  const bySeries = new Map<string, Map<string, Column>>();
  let newest = 0;
  let forgotten = 0;

  function restore(column: Column): void {
    const instances = bySeries.get(column.series) ?? new Map<string, Column>();
    bySeries.set(column.series, instances.set(column.instance, column));
    newest = Math.max(newest, column.id);
  }

  return {
    restore,
    idOf(series, instance) {
      const known = bySeries.get(series)?.get(instance);
      if (known !== undefined) return known.id;
      restore({ id: newest + 1, series, instance });
      return newest;
    },
    find: (series, instance) => bySeries.get(series)?.get(instance),
    ofSeries: (series) => [...(bySeries.get(series)?.values() ?? [])],
    newestId: () => newest,
    forgotten: () => forgotten,
    forget(id) {
      for (const [series, instances] of bySeries) {
        const gone = [...instances.values()].find((column) => column.id === id);
        if (gone === undefined) continue;
        instances.delete(gone.instance);
        forgotten += 1;
        if (instances.size === 0) bySeries.delete(series);
        return;
      }
    },
    all: () => [...bySeries.values()].flatMap((instances) => [...instances.values()]),
  };
}
