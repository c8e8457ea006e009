import type { Filter } from '../../src-shared/protocol/filter.ts';

/** The server's calls, below the page's own address so that a proxy may put Lanpulse under a sub-path. */
export interface Addresses {
  /** @param lastEventId resumes after this id; `null` for a first connection */
  events(lastEventId: string | null, filter: Filter): string;
  /**
   * @param after answers with what follows this id; `null` for `hello` at once
   * @param timeoutMs longest hold; `null` leaves it to the server
   * @param viewer another viewer than the usual one
   */
  poll(after: string | null, timeoutMs: number | null, filter: Filter, viewer?: string): string;
  readonly control: () => string;
  readonly commands: string;
}

/** Builds the addresses of a viewer from the page's base address. */
export function createAddresses(baseUri: string, viewer: () => string): Addresses {
  const call = (name: string, query: URLSearchParams): string => {
    const url = new URL(`api/v1/${name}`, baseUri);
    url.search = query.toString();
    return url.href;
  };
  return {
    events(lastEventId, filter) {
      const query = viewerQuery(viewer(), filter);
      if (lastEventId !== null) query.set('lastEventId', lastEventId);
      return call('events', query);
    },
    poll(after, timeoutMs, filter, of = viewer()) {
      const query = viewerQuery(of, filter);
      if (after !== null) query.set('after', after);
      if (timeoutMs !== null) query.set('timeout', String(timeoutMs));
      return call('poll', query);
    },
    control() {
      const url = new URL(call('control', new URLSearchParams({ viewer: viewer() })));
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      return url.href;
    },
    commands: call('commands', new URLSearchParams()),
  };
}

/** The filter goes along each time: it counts only where the server does not know the viewer, as after its restart. */
function viewerQuery(viewer: string, filter: Filter): URLSearchParams {
  const query = new URLSearchParams({ viewer });
  if (filter.metrics !== undefined) query.set('metrics', filter.metrics.join(','));
  if (filter.instances !== undefined) query.set('instances', filter.instances.join(','));
  if (filter.intervalMs !== undefined) query.set('interval', String(filter.intervalMs));
  if (filter.fast !== undefined) query.set('fast', filter.fast.join(','));
  if (filter.processes !== undefined) {
    query.set('top', String(filter.processes.top));
    query.set('sort', filter.processes.sort);
    if (filter.processes.order !== undefined) query.set('order', filter.processes.order);
    query.set('match', filter.processes.match);
  }
  return query;
}
