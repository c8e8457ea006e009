import type { ServerFigures } from '../../src-shared/protocol/info.ts';
import type { Access } from '../access/access.ts';
import { isCurrent, type Principal } from '../access/principal.ts';
import type { AlertDesk } from '../alerts/alerts.ts';
import type { Clock } from '../clock.ts';
import type { CommandTable } from '../control/command.ts';
import type { Keeping } from '../history/keeping.ts';
import type { Log } from '../log.ts';
import type { NoteStore } from '../notes/note-store.ts';
import type { OpenMetrics } from '../open-metrics/open-metrics.ts';
import type { Settings } from '../settings/settings.ts';
import type { Hub } from '../stream/hub.ts';
import { createInTurn } from './in-turn.ts';
import type { Route } from './route.ts';
import { createAlerts } from './routes/alerts.ts';
import { createCommands } from './routes/commands.ts';
import { createEvents } from './routes/events.ts';
import { health } from './routes/health.ts';
import { createHistory } from './routes/history.ts';
import { createHistoryCsv } from './routes/history-csv.ts';
import { createInfo, type Details } from './routes/info.ts';
import { createNotes } from './routes/notes.ts';
import { createOpenMetricsRoute } from './routes/open-metrics.ts';
import { createPair } from './routes/pair.ts';
import { createPairing } from './routes/pairing.ts';
import { createPoll } from './routes/poll.ts';
import { createProcessesThen } from './routes/processes-then.ts';
import { createRules } from './routes/rules.ts';
import { createServerFigures } from './routes/server-figures.ts';
import { createDesktop, createSettings } from './routes/settings.ts';
import { createSharingChange, createSharingStatus, type SharingDesk } from './routes/sharing.ts';
import { createSessions } from './routes/sessions.ts';
import { createUnpair } from './routes/unpair.ts';
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
  readonly settings: Pick<Settings, 'answer' | 'attachDesktop' | 'config'>;
  readonly sharing: SharingDesk;
  readonly access: Pick<Access, 'rules' | 'sessions' | 'pairing'>;
  /** True for an owner that has something open. */
  readonly isWatching: (owner: string) => boolean;
  readonly openMetrics: Pick<OpenMetrics, 'read'>;
  readonly info: () => Details;
  readonly figures: () => ServerFigures;
}

/** A third of the time for each caller; saved up, it opens a page with many charts over a slow disk at once. */
const historyBudget = { msPerSecond: 330, burstMs: 3_000 };

/** Every route of the API. */
export function allRoutes(parts: RouteParts): readonly Route[] {
  const { clock, log, hub, commands, desk, notes, keeping, settings, sharing } = parts;
  const { isWatching, openMetrics, info, figures } = parts;
  const { rules, sessions, pairing } = parts.access;
  const stillMay = (principal: Principal) => isCurrent(principal, rules);
  const addresses = () => sharing.status().addresses.map(({ url }) => url);
  const inTurn = createInTurn(createTimeBudget(clock, historyBudget), stillMay);
  const history = () => keeping.demand();
  return [
    health,
    createInfo(info, sessions),
    createEvents(hub),
    createPoll(hub),
    createCommands(commands, stillMay, log),
    createPair(pairing, sessions),
    createPairing(pairing, addresses),
    createSessions(sessions, isWatching),
    createUnpair(sessions),
    createRules(() => desk.rules.current()),
    createAlerts(() => desk.all()),
    createNotes((from, to) => notes.range(from, to)),
    createHistory(history, inTurn, clock),
    createHistoryCsv(history, () => info().host.name, stillMay, clock),
    createProcessesThen(history, inTurn, () => settings.config().commands),
    createServerFigures(figures),
    createSettings(settings),
    createDesktop(settings),
    createSharingStatus(sharing),
    createSharingChange(sharing, sessions),
    createOpenMetricsRoute((format) => openMetrics.read(format)),
  ];
}
