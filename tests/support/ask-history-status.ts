import * as v from 'valibot';
import { helloSchema } from '../../src-shared/protocol/events.ts';
import { historyStatusSchema, type HistoryStatus } from '../../src-shared/protocol/history-status.ts';
import { openEventStream } from './event-stream.ts';

/** How the keeping goes, as a server greets with it. */
export async function askHistoryStatus(url: string): Promise<HistoryStatus> {
  const stream = await openEventStream(`${url}/api/v1/events?metrics=load`);
  const [hello] = await stream.takeUntil(({ event }) => event === 'hello');
  stream.close();
  const { history } = v.parse(v.pipe(v.string(), v.parseJson(), helloSchema), hello?.data);
  return v.parse(historyStatusSchema, history);
}
