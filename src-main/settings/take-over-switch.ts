import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { toFault } from '../../src-shared/fault.ts';
import type { Clock } from '../clock.ts';
import { keptFile } from '../kept-file.ts';
import type { Log } from '../log.ts';
import type { Settings } from './settings.ts';

/** How the switch of sharing was kept before settings had a file. */
const schema = v.object({ on: v.boolean(), tls: v.boolean() });

/** What taking over works with. */
interface TakingOver {
  readonly dataDir: string;
  readonly settings: Pick<Settings, 'change' | 'sourceOf'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Brings the switch of sharing, as an earlier version left it in `sharing.json`, into the config file, once. */
export async function takeOverSwitch({ dataDir, settings, clock, log }: TakingOver): Promise<void> {
  const sources = [settings.sourceOf('share'), settings.sourceOf('tls')];
  // An option decides for this start only: the next one without it goes on as the switch was left.
  if (sources.some((source) => 'name' in source)) return;
  const path = join(dataDir, 'sharing.json');
  // As nearly always.
  if (!existsSync(path)) return;
  const kept = await keptFile({ path, clock, log }, schema).read();
  const isDecided = sources.some(({ kind }) => kind === 'file');
  if (kept !== null && !isDecided) {
    try {
      await settings.change({ ...(kept.on ? { share: true } : {}), ...(kept.tls ? { tls: true } : {}) });
    } catch (caught) {
      const fault = toFault(caught, 'not_saved', 'The switch of sharing could not be taken over.');
      log.warn({ err: fault, file: path }, 'sharing stays off: how its switch stood could not be taken over');
      return;
    }
  }
  // Left there, it would turn sharing on again after somebody has turned it off.
  await rm(path, { force: true });
}
