import type { ServerFigures } from '../../src-shared/protocol/info.ts';
import type { AlertDesk } from '../alerts/alerts.ts';
import type { Clock } from '../clock.ts';
import type { CommandTable } from '../control/command.ts';
import type { Keeping } from '../history/keeping.ts';
import type { Log } from '../log.ts';
import type { NoteStore } from '../notes/note-store.ts';
import type { Hub } from '../stream/hub.ts';
import type { Route } from './route.ts';
import { createAlerts } from './routes/alerts.ts';
import { createCommands } from './routes/commands.ts';
import { createEvents } from './routes/events.ts';
import { health } from './routes/health.ts';
import { createHistory } from './routes/history.ts';
import { createHistoryCsv } from './routes/history-csv.ts';
import { createInfo, type Details } from './routes/info.ts';
import { createNotes } from './routes/notes.ts';
import { createPoll } from './routes/poll.ts';
import { createProcessesThen } from './routes/processes-then.ts';
import { createRules } from './routes/rules.ts';
import { createServerFigures } from './routes/server-figures.ts';
import { createTimeBudget } from './time-budget.ts';

/** What routes answer from. */
export interface RouteParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly hub: Hub;
  readonly commands: CommandTable;
  readonly desk: Pick<AlertDesk, 'rules' | 'all'>;
  readonly notes: Pick<NoteStore, 'range'>;
  readonly keeping: Pick<Keeping, 'demand'>;
  readonly info: () => Details;
  readonly figures: () => ServerFigures;
}

/** A third of the time for each caller; saved up, it opens a page with many charts over a slow disk at once. */
const historyBudget = { msPerSecond: 330, burstMs: 3_000 };

/** Every route of the API. */
export function allRoutes(parts: RouteParts): readonly Route[] {
  const { clock, log, hub, commands, desk, notes, keeping, info, figures } = parts;
  const budget = createTimeBudget(clock, historyBudget);
  const history = () => keeping.demand();
  return [
    health,
    createInfo(info),
    createEvents(hub),
    createPoll(hub),
    createCommands(commands, log),
    createRules(() => desk.rules.current()),
    createAlerts(() => desk.all()),
    createNotes((from, to) => notes.range(from, to)),
    createHistory(history, budget, clock),
    createHistoryCsv(history, () => info().host.name, clock),
    createProcessesThen(history, budget, clock),
    createServerFigures(figures),
  ];
}
