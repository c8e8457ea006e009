import * as v from 'valibot';
import type { AlertDesk } from '../alerts/alerts.ts';
import { authorOf } from './author.ts';
import type { CommandHandler } from './command.ts';
import { moment, nameText, parseInput } from './parse-input.ts';

const alert = { series: nameText, instance: nameText };
const acknowledgeSchema = v.object(alert);
const snoozeSchema = v.object({ ...alert, untilMs: moment });

/** `alert.acknowledge {series, instance}` and `alert.snooze {series, instance, untilMs}`; evaluation goes on. */
export function createAlertCommands(
  desk: Pick<AlertDesk, 'acknowledge' | 'snooze'>,
): readonly (readonly [string, CommandHandler])[] {
  return [
    [
      'alert.acknowledge',
      {
        role: 'operator',
        run: async (input, { principal }) => {
          const { series, instance } = parseInput(acknowledgeSchema, input);
          return { alert: await desk.acknowledge(series, instance, authorOf(principal)) };
        },
      },
    ],
    [
      'alert.snooze',
      {
        role: 'operator',
        run: async (input) => {
          const { series, instance, untilMs } = parseInput(snoozeSchema, input);
          return { alert: await desk.snooze(series, instance, untilMs) };
        },
      },
    ],
  ];
}
