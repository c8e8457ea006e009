import * as v from 'valibot';
import { Fault, toFault } from '../../src-shared/fault.ts';
import { commandSchema, type Reply } from '../../src-shared/protocol/commands.ts';
import type { Log } from '../log.ts';
import type { CommandContext, CommandTable } from './command.ts';

/** A reply, with the fault behind a refusal for those who need its status or cause. */
export interface Outcome {
  readonly reply: Reply;
  readonly fault: Fault | null;
}

/**
 * Parses one message, finds its command and runs it. Never throws: every failure becomes a reply.
 * @param before what an ordinary command waits for; it must not reject
 */
export async function dispatch(
  table: CommandTable,
  text: string,
  context: CommandContext,
  log: Pick<Log, 'error'>,
  before: Promise<unknown> = Promise.resolve(),
): Promise<Outcome> {
  let replyTo: string | null = null;
  let isAside = false;
  try {
    const input = parseText(text);
    const parsed = v.safeParse(commandSchema, input);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      throw new Fault('invalid_command', `The command's "${v.getDotPath(issue) ?? 'form'}" is wrong: ${issue.message}`);
    }
    const command = parsed.output;
    replyTo = command.id ?? null;
    const handler = table.get(command.type);
    if (handler === undefined) {
      throw new Fault('unknown_command', `There is no such command; known are ${[...table.keys()].join(', ')}.`);
    }
    if (handler.role === 'operator' && context.principal.role !== 'operator') {
      throw new Fault('forbidden', 'Only an operator may do this; you are a viewer.');
    }
    isAside = handler.isAside === true;
    if (!isAside) await before;
    return { reply: { replyTo, ok: true, result: await handler.run(command, context) }, fault: null };
  } catch (caught) {
    // What is refused is answered in its turn too: several unreadable messages have no other way to be told apart.
    if (!isAside) await before;
    const fault = toFault(caught, 'internal', 'The command failed inside the server; its log says why.');
    if (fault.code === 'internal' || fault.code === 'not_saved') log.error({ err: caught }, 'a command failed');
    return { reply: { replyTo, ok: false, error: fault.toBody() }, fault };
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault('bad_json', 'The message is not JSON.', { cause });
  }
}
