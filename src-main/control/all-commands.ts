import type { SessionStore } from '../access/sessions.ts';
import type { SharingChange } from '../../src-shared/protocol/sharing.ts';
import type { Alerting } from '../alerts/alerting.ts';
import type { Clock } from '../clock.ts';
import type { NoteStore } from '../notes/note-store.ts';
import type { Settings } from '../settings/settings.ts';
import type { Hub } from '../stream/hub.ts';
import { createAlertCommands } from './alert-commands.ts';
import type { CommandTable } from './command.ts';
import { createFilterSet } from './filter-set.ts';
import { createNoteCommands } from './note-commands.ts';
import { createNotifyCommands } from './notify-commands.ts';
import { createPing } from './ping.ts';
import { createSettingsCommands } from './settings-commands.ts';
import { createSessionCommands } from './session-commands.ts';
import { createThresholdCommands } from './threshold-commands.ts';

/** What commands act upon. */
export interface CommandParts {
  readonly clock: Clock;
  readonly hub: Hub;
  readonly alerting: Alerting;
  readonly notes: NoteStore;
  readonly sessions: SessionStore;
  readonly settings: Settings;
  readonly switchSharing: (change: SharingChange) => Promise<void>;
}

/** Every command there is, by its name. */
export function allCommands(parts: CommandParts): CommandTable {
  const { clock, hub, alerting, notes, sessions, settings, switchSharing } = parts;
  return new Map([
    ['ping', createPing(clock)],
    [
      'filter.set',
      createFilterSet((id, owner, filter) => {
        const viewer = hub.viewers.find(id, owner);
        return viewer === undefined ? undefined : { ...hub.viewers.setFilter(viewer, filter) };
      }),
    ],
    ...createThresholdCommands(alerting.desk, clock),
    ...createAlertCommands(alerting.desk),
    ...createNoteCommands(notes, clock),
    ...createSessionCommands(sessions, hub),
    ...createNotifyCommands(alerting.targets, alerting.notifier),
    ...createSettingsCommands(settings, switchSharing),
  ]);
}
