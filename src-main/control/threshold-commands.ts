import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import { limits } from '../../src-shared/protocol/limits.ts';
import type { Rules } from '../../src-shared/protocol/rule.ts';
import type { AlertDesk } from '../alerts/alerts.ts';
import type { Clock } from '../clock.ts';
import { authorOf } from './author.ts';
import type { CommandHandler, Result } from './command.ts';
import { moment, nameText, parseInput } from './parse-input.ts';
import { createRateLimits } from '../limits/rate-limits.ts';

const resetSchema = v.object({ series: nameText, instance: v.optional(nameText) });
const previewSchema = v.object({ from: moment, to: moment });

/** A finger that drags asks five times a second. */
const previewsOfPage = { perSecond: 10, burst: 20 };
/** Several pages of one session, each with a finger; or a program that names a new viewer each time. */
const previewsOfSession = { perSecond: 100, burst: 200 };

/**
 * `threshold.set {rule}`, `threshold.reset {series, instance?}` and `threshold.preview {rule, from, to}`. The replies to
 * the first two come after the change is on disk. A newer preview of the same page takes the place of one under way.
 */
export function createThresholdCommands(
  desk: Pick<AlertDesk, 'rules' | 'preview'>,
  clock: Clock,
): readonly (readonly [string, CommandHandler])[] {
  const allowPage = createRateLimits(clock, previewsOfPage.perSecond, previewsOfPage.burst);
  const allowSession = createRateLimits(clock, previewsOfSession.perSecond, previewsOfSession.burst);
  return [
    [
      'threshold.set',
      {
        role: 'operator',
        run: async ({ rule }, { principal }) => answer(await desk.rules.set(rule, authorOf(principal))),
      },
    ],
    [
      'threshold.reset',
      {
        role: 'operator',
        run: async (input, { principal }) => {
          const { series, instance } = parseInput(resetSchema, input);
          return answer(await desk.rules.reset(series, instance, authorOf(principal)));
        },
      },
    ],
    [
      'threshold.preview',
      {
        role: 'viewer',
        isAside: true,
        isAudited: false,
        run: async (input, { principal: { owner }, connection }) => {
          const { from, to } = parseInput(previewSchema, input);
          if (from >= to) throw new Fault('invalid_command', 'The command\'s "to" must lie after "from".');
          if (to - from > limits.previewMs) {
            throw new Fault('invalid_command', 'The command\'s "from" lies more than 31 days before "to".');
          }
          if (!allowPage(connection ?? `session ${owner}`) || !allowSession(owner)) {
            throw new Fault('too_many', 'Too many previews at once; try again in a second.');
          }
          return { ...(await desk.preview(input.rule, from, to, connection)) };
        },
      },
    ],
  ];
}

/** The rules themselves come to everybody, author included, as the `rules` event. */
function answer({ revision, by }: Rules): Result {
  return { revision, by };
}
