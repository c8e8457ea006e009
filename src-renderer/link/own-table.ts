import { parseEventId } from '../../src-shared/protocol/event-id.ts';
import type { Filter } from '../../src-shared/protocol/filter.ts';
import type { PageSample } from './incoming.ts';
import type { Polled } from './poll-once.ts';
import { hasTable, sameTable, tablesOf } from './wanted-filter.ts';

/** Parts of the tables that a page fetches by itself. */
export interface OwnTableParts {
  /** A new secret viewer id. */
  readonly newViewer: () => string;
  /** One poll of that viewer that is answered at once. */
  readonly poll: (viewer: string, after: string, filter: Filter, signal: AbortSignal) => Promise<Polled | null>;
  readonly onSamples: (samples: readonly PageSample[]) => void;
}

/**
 * Tables whose cut is not the one of the shared stream: another tab sorts or searches otherwise. They are fetched by short
 * requests, one for each sample that came without them.
 */
export interface OwnTable {
  /**
   * A sample of the stream as the page may show it: without tables that are not its own.
   * @param inForce filter of the stream; `null` while it is not known
   * @param id of the sample; `null` for one of the past
   */
  take(sample: PageSample, id: string | null, wanted: Filter, inForce: Filter | null): PageSample;
  readonly stop: () => void;
}

interface Viewer {
  readonly id: string;
  readonly asked: Filter;
}

/** Makes one that asks for nothing. */
export function createOwnTable({ newViewer, poll, onSamples }: OwnTableParts): OwnTable {
  let viewer: Viewer | null = null;
  let request: AbortController | null = null;
  let readTo: string | null = null;

  const abort = () => {
    request?.abort();
    request = null;
  };
  const stop = () => {
    abort();
    viewer = readTo = null;
  };
  const viewerFor = (wanted: Filter): Viewer => {
    const asked: Filter = { ...wanted, metrics: [...tablesOf(wanted)] };
    // What is read faster comes with the stream.
    delete asked.fast;
    if (viewer !== null && sameTable(viewer.asked, asked) && viewer.asked.intervalMs === asked.intervalMs)
      return viewer;
    abort();
    // The address sets the filter of a new viewer only.
    return (viewer = { id: newViewer(), asked });
  };
  const read = async ({ id, asked }: Viewer, after: string): Promise<void> => {
    const mine = new AbortController();
    request = mine;
    const answer = await poll(id, after, asked, mine.signal);
    if (mine.signal.aborted) return;
    request = null;
    if (answer === null) return;
    readTo = answer.last;
    const samples = answer.events.flatMap((event) => (event.event === 'sample' ? [event.data] : []));
    if (samples.length > 0) onSamples(samples);
    if (answer.more) await read({ id, asked }, answer.last);
  };

  return {
    take(sample, id, wanted, inForce) {
      if (tablesOf(wanted).length === 0 || (inForce !== null && sameTable(wanted, inForce))) {
        stop();
        return sample;
      }
      const others = [...sample.values].filter(([metric]) => !hasTable(metric));
      const epoch = id === null ? null : (parseEventId(id)?.epoch ?? null);
      if (inForce !== null && epoch !== null) {
        const mine = viewerFor(wanted);
        // What is held of the past comes first, as it does for everything else.
        if (readTo === null || parseEventId(readTo)?.epoch !== epoch) readTo = `${epoch}-0`;
        if (request === null) void read(mine, readTo);
      }
      return others.length === sample.values.size ? sample : { ...sample, values: new Map(others) };
    },
    stop,
  };
}
