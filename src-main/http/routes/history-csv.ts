import { Fault } from '../../../src-shared/fault.ts';
import { limits } from '../../../src-shared/protocol/limits.ts';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../clock.ts';
import type { History, HistoryQuestion } from '../../history/history.ts';
import { principalOf } from '../caller.ts';
import { readHistoryQuery } from '../history-query.ts';
import { onlyGet } from '../only-get.ts';
import type { Route } from '../route.ts';
import { streamText } from '../text-stream.ts';

/**
 * `GET /api/v1/history.csv`: the same question as `history`, answered as a file, with a row for each value that is kept
 * unless `points` asks for fewer.
 */
export function createHistoryCsv(
  history: () => History,
  host: () => string,
  isCurrent: (principal: Principal) => boolean,
  clock: Clock,
): Route {
  const running = new Map<string, number>();

  function begin(owner: string): () => void {
    const count = running.get(owner) ?? 0;
    if (count >= limits.csvExports) {
      throw new Fault('too_many', `${String(limits.csvExports)} exports are running already; wait for one to end.`);
    }
    running.set(owner, count + 1);
    return () => {
      const left = (running.get(owner) ?? 1) - 1;
      if (left === 0) running.delete(owner);
      else running.set(owner, left);
    };
  }

  return {
    method: 'GET',
    path: '/api/v1/history.csv',
    demand: 'viewer',
    compressed: true,
    handle: (context) => {
      onlyGet(context);
      const principal = principalOf(context);
      const question = readHistoryQuery(new URL(context.req.url).searchParams, clock.wallMs(), limits.csvRows);
      const gone = new AbortController();
      const chunks = whileTrue(
        () => isCurrent(principal),
        history().csv(question, gone.signal),
        () => context.env.outgoing.destroy(),
      );
      const onEnd = begin(principal.owner);
      context.env.outgoing.once('close', () => {
        gone.abort();
      });
      return context.body(streamText(chunks, { clock, gone, onEnd }), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${fileName(host(), question)}"`,
        'Cache-Control': 'no-store',
      });
    },
  };
}

/** A long export is cut where the session that asked for it has ended, or the history was opened anew: it must not look whole. */
async function* whileTrue(
  isCurrent: () => boolean,
  chunks: AsyncIterable<string>,
  cut: () => void,
): AsyncGenerator<string> {
  try {
    for await (const chunk of chunks) {
      if (!isCurrent()) {
        cut();
        return;
      }
      yield chunk;
    }
  } catch (caught) {
    cut();
    throw caught;
  }
}

/** `HOST_cpu.total_2026-11-24T10-00-00Z_2026-11-24T11-00-00Z.csv`, of characters that every file system takes. */
function fileName(host: string, { series, from, to }: HistoryQuestion): string {
  const [first = 'history', ...others] = series;
  const more = others.length === 0 ? [] : [`and-${String(others.length)}-more`];
  const moment = (ms: number) =>
    new Date(ms)
      .toISOString()
      .replace(/\.\d+Z$/u, 'Z')
      .replaceAll(':', '-');
  const words = [host.slice(0, 64), first.slice(0, 64), ...more, moment(from), moment(to)];
  return `${words.map((word) => word.replace(/[^A-Za-z0-9.-]+/gu, '-')).join('_')}.csv`;
}
