import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { settingChangesSchema } from '../../src-shared/protocol/settings.ts';
import type { SharingChange } from '../../src-shared/protocol/sharing.ts';
import { onOff } from '../config/setting.ts';
import type { Settings } from '../settings/settings.ts';
import type { CommandHandler } from './command.ts';
import { parseInput } from './parse-input.ts';

const setSchema = v.object({ changes: settingChangesSchema });

/**
 * `settings.set {changes}`, for operators: the reply, which comes when the change is on disk and in force, is the answer of
 * `GET /api/v1/settings`.
 * @param switchSharing turns sharing on and off, and keeps that it did
 */
export function createSettingsCommands(
  settings: Pick<Settings, 'check' | 'change' | 'answer'>,
  switchSharing: (change: SharingChange) => Promise<void>,
): readonly (readonly [string, CommandHandler])[] {
  return [
    [
      'settings.set',
      {
        role: 'operator',
        run: async (input, { principal: { owner } }) => {
          const { changes } = parseInput(setSchema, input);
          settings.check(changes);
          const { share, tls, ...others } = changes;
          if (given('on', share).on === true && owner === 'loopback') {
            throw new Fault(
              'invalid_setting',
              '"share" would lock you out, for you have no session here: turn it on by POST /api/v1/sharing, which gives a browser one.',
            );
          }
          const sharing = { ...given('on', share), ...given('tls', tls) };
          const applyOthers = async () => {
            if (Object.keys(others).length > 0) await settings.change(others);
          };
          // A door is closed before anything that may fail, and opened after it.
          if (sharing.on !== false) await applyOthers();
          if (Object.keys(sharing).length > 0) await switchSharing(sharing);
          if (sharing.on === false) await applyOthers();
          return { ...settings.answer() };
        },
      },
    ],
  ];
}

/** What was checked already; off is what holds where nobody has decided. */
function given(name: keyof SharingChange, value: unknown): SharingChange {
  return value === undefined ? {} : { [name]: value !== null && v.parse(onOff(), value) };
}
