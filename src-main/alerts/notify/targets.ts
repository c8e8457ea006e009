import { join } from 'node:path';
import { isIP } from 'node:net';
import { Fault } from '../../../src-shared/fault.ts';
import { limits } from '../../../src-shared/protocol/limits.ts';
import { parseTarget, targetsSchema, type NotifyTarget } from '../../../src-shared/protocol/notify.ts';
import { keptFile, type KeptFilePlace } from '../../kept-file.ts';
import { isLocalAddress } from './address-rule.ts';
import { bareHost } from '../../bare-host.ts';

/** The only writer of the targets. */
export interface TargetStore {
  all(): readonly NotifyTarget[];
  find(id: string): NotifyTarget | null;
  /**
   * Adds a target or replaces the one of the same id; resolves when it is on disk.
   * @throws Fault `invalid_target` where there are too many; then nothing has changed
   */
  set(target: NotifyTarget): Promise<NotifyTarget>;
  /** @throws Fault `not_found` */
  remove(id: string): Promise<void>;
}

/** Where the targets are kept, and who hears of it when they changed. */
export interface TargetsOptions extends Omit<KeptFilePlace, 'path'> {
  readonly dataDir: string;
  /** Called after each change, when it is on disk. Default: nobody is told. */
  readonly onChange?: () => void;
}

/** Reads the targets; a damaged file is set aside, and then there are none. */
export async function openTargets(options: TargetsOptions): Promise<TargetStore> {
  const file = keptFile({ ...options, path: join(options.dataDir, 'notify.json') }, targetsSchema);
  let targets: readonly NotifyTarget[] = (await file.read())?.targets ?? [];
  let last: Promise<unknown> = Promise.resolve();

  function change(edit: () => readonly NotifyTarget[]): Promise<void> {
    const done = last.then(async () => {
      const next = edit();
      await file.write({ targets: [...next] });
      targets = next;
      options.onChange?.();
    });
    last = done.catch(() => undefined);
    return done;
  }

  return {
    all: () => targets,
    find: (id) => targets.find((target) => target.id === id) ?? null,
    set: async (target) => {
      await change(() => {
        const others = targets.filter((one) => one.id !== target.id);
        if (others.length >= limits.notifyTargets) {
          throw new Fault('invalid_target', `There are ${String(limits.notifyTargets)} targets; remove one first.`);
        }
        return [...others, target];
      });
      return target;
    },
    remove: (id) =>
      change(() => {
        if (!targets.some((target) => target.id === id)) throw new Fault('not_found', 'There is no such target.');
        return targets.filter((target) => target.id !== id);
      }),
  };
}

/**
 * Parses a target, taking an address that is left out from the one stored under its id, and says of the address what can
 * be said before a name is looked up, so that the owner hears of it at once.
 * @throws Fault `invalid_target`, naming the field and never its value
 */
export function parseUsableTarget(input: unknown, stored: Pick<TargetStore, 'find'>): NotifyTarget {
  const change = parseTarget(input);
  const { allowLocal, url = stored.find(change.id)?.url } = change;
  if (url === undefined) throw new Fault('invalid_target', 'The target\'s "url" is missing.');
  if (!URL.canParse(url)) throw new Fault('invalid_target', 'The target\'s "url" is no http or https address.');
  const name = bareHost(new URL(url).hostname);
  const local = name === 'localhost' || name.endsWith('.localhost') || (isIP(name) !== 0 && isLocalAddress(name));
  if (local && !allowLocal) {
    throw new Fault(
      'invalid_target',
      'The target\'s "url" leads to this machine, its link or a metadata service; allow that with "allowLocal".',
    );
  }
  return { ...change, url };
}
