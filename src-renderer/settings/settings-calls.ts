import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { historyStatusSchema, type HistoryStatus } from '../../src-shared/protocol/history-status.ts';
import { settingsAnswerSchema, type SettingsAnswer, type SettingValue } from '../../src-shared/protocol/settings.ts';
import { sharingSchema } from '../../src-shared/protocol/sharing.ts';
import { fetchJson } from '../link/fetch-json.ts';
import { postJson } from '../link/post-json.ts';
import type { Dashboard } from '../state/model.ts';

/** What the settings ask the server for. Each rejects with the Fault of the server. */
export interface SettingsCalls {
  readonly read: () => Promise<SettingsAnswer>;
  readonly history: () => Promise<HistoryStatus>;
  readonly set: (key: string, value: SettingValue) => Promise<SettingsAnswer>;
}

/** An answer that takes longer is lost, ms. */
const answerMs = 10_000;

const figuresSchema = v.object({ history: historyStatusSchema });

/** The calls of a page. */
export function createSettingsCalls({ command }: Pick<Dashboard, 'command'>): SettingsCalls {
  const settings = () => read('settings', settingsAnswerSchema);
  return {
    read: settings,
    history: async () => (await read('server', figuresSchema)).history,
    set: async (key, value) => {
      // By this way a browser that needs no session until now is given one.
      if (key === 'share' || key === 'tls') {
        await postJson('sharing', { [key === 'share' ? 'on' : 'tls']: value === true }, sharingSchema);
        return settings();
      }
      const answer = v.safeParse(settingsAnswerSchema, await command('settings.set', { changes: { [key]: value } }));
      if (answer.success) return answer.output;
      throw new Fault('read_failed', 'The server answered in a form that this page does not know. Reload the page.');
    },
  };
}

async function read<Schema extends v.GenericSchema>(name: string, schema: Schema): Promise<v.InferOutput<Schema>> {
  const answer = await fetchJson(name, new URLSearchParams(), schema, AbortSignal.timeout(answerMs));
  if (answer instanceof Fault) throw answer;
  return answer;
}
