import { attachedDesktopSchema } from '../../../src-shared/protocol/settings.ts';
import type { Settings } from '../../settings/settings.ts';
import { parseBody } from '../parse-body.ts';
import { readJsonText } from '../read-body.ts';
import type { Route } from '../route.ts';

/** `GET /api/v1/settings`: the settings that apply at once, for operators. */
export function createSettings(settings: Pick<Settings, 'answer'>): Route {
  return {
    method: 'GET',
    path: '/api/v1/settings',
    demand: 'operator',
    handle: (context) => context.json(settings.answer()),
  };
}

/** `POST /api/v1/desktop`: a desktop app shows this server; answers with the settings, which then include the app's own. */
export function createDesktop(settings: Pick<Settings, 'attachDesktop' | 'answer'>): Route {
  return {
    method: 'POST',
    path: '/api/v1/desktop',
    demand: 'operator',
    handle: async (context) => {
      const { updates } = parseBody(attachedDesktopSchema, await readJsonText(context));
      settings.attachDesktop(updates);
      return context.json(settings.answer());
    },
  };
}
