import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import type { Notifier } from '../alerts/notify/notifier.ts';
import { parseUsableTarget, type TargetStore } from '../alerts/notify/targets.ts';
import type { NotifyTarget } from '../../src-shared/protocol/notify.ts';
import type { Principal } from '../access/principal.ts';
import { isAtTheMachine } from './author.ts';
import type { CommandHandler } from './command.ts';
import { nameText, parseInput } from './parse-input.ts';

const removeSchema = v.object({ targetId: nameText });
const testSchema = v.object({ targetId: v.optional(nameText), target: v.optional(v.unknown()) });

/**
 * `notify.list`, `notify.set {target}`, `notify.remove {targetId}` and `notify.test {targetId}` or `{target}`. All for
 * operators: the addresses are secrets.
 */
export function createNotifyCommands(
  targets: TargetStore,
  notifier: Pick<Notifier, 'test'>,
): readonly (readonly [string, CommandHandler])[] {
  return [
    ['notify.list', { role: 'operator', run: () => ({ targets: targets.all() }) }],
    [
      'notify.set',
      {
        role: 'operator',
        run: async ({ target }, { principal }) => ({
          target: await targets.set(allowed(parseUsableTarget(target), principal)),
        }),
      },
    ],
    [
      'notify.remove',
      {
        role: 'operator',
        run: async (input) => {
          await targets.remove(parseInput(removeSchema, input).targetId);
          return {};
        },
      },
    ],
    [
      'notify.test',
      {
        role: 'operator',
        run: async (input, { principal }) => {
          const { targetId, target: unsaved } = parseInput(testSchema, input);
          const target =
            targetId === undefined ? allowed(parseUsableTarget(unsaved), principal) : targets.find(targetId);
          if (target === null) throw new Fault('not_found', 'There is no such target.');
          return { ...(await notifier.test(target)) };
        },
      },
    ],
  ];
}

/** What this machine answers to itself is its owner's to open, not that of an operator on the network. */
function allowed(target: NotifyTarget, principal: Principal): NotifyTarget {
  if (target.allowLocal && !isAtTheMachine(principal)) {
    throw new Fault('forbidden', 'Only at the machine itself can "allowLocal" be turned on.');
  }
  return target;
}
