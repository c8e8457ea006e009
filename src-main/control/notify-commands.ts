import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import type { Notifier } from '../alerts/notify/notifier.ts';
import { shownTarget } from '../alerts/notify/shown-target.ts';
import { parseUsableTarget, type TargetStore } from '../alerts/notify/targets.ts';
import type { NotifyTarget } from '../../src-shared/protocol/notify.ts';
import type { Principal } from '../access/principal.ts';
import { isAtTheMachine } from './author.ts';
import type { CommandHandler } from './command.ts';
import { nameText, parseInput } from './parse-input.ts';

const removeSchema = v.object({ targetId: nameText });
const testSchema = v.object({ targetId: v.optional(nameText), target: v.optional(v.unknown()) });

/**
 * `notify.list`, `notify.set {target}`, `notify.remove {targetId}` and `notify.test {targetId}` or `{target}`, for
 * operators. An address is a secret: no answer holds it, and a target that is set without one keeps what it has.
 */
export function createNotifyCommands(
  targets: TargetStore,
  notifier: Pick<Notifier, 'test'>,
): readonly (readonly [string, CommandHandler])[] {
  return [
    ['notify.list', { role: 'operator', isAudited: false, run: () => ({ targets: targets.all().map(shownTarget) }) }],
    [
      'notify.set',
      {
        role: 'operator',
        run: async ({ target }, { principal }) => ({
          target: shownTarget(await targets.set(allowed(parseUsableTarget(target, targets), targets, principal))),
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
            targetId === undefined
              ? allowed(parseUsableTarget(unsaved, targets), targets, principal)
              : targets.find(targetId);
          if (target === null) throw new Fault('not_found', 'There is no such target.');
          return { ...(await notifier.test(target)) };
        },
      },
    ],
  ];
}

/**
 * What this machine answers to itself is its owner's to open, not that of an operator on the network, who may change the
 * rest of a target for which the owner opened it.
 */
function allowed(target: NotifyTarget, targets: TargetStore, principal: Principal): NotifyTarget {
  const before = targets.find(target.id);
  const isAsBefore = before !== null && before.allowLocal && before.url === target.url;
  if (target.allowLocal && !isAsBefore && !isAtTheMachine(principal)) {
    throw new Fault('forbidden', 'Only at the machine itself can "allowLocal" be turned on.');
  }
  return target;
}
