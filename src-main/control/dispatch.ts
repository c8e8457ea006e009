import * as v from 'valibot';
import { Fault, toFault, type FaultCode } from '../../src-shared/fault.ts';
import { commandSchema, type Command, type Reply } from '../../src-shared/protocol/commands.ts';
import type { Log } from '../log.ts';
import { logSaysWhy } from '../request-id.ts';
import { auditDetail } from './audit-detail.ts';
import type { CommandContext, CommandTable } from './command.ts';

/** A reply, with the fault behind a refusal for those who need its status or cause. */
export interface Outcome {
  readonly reply: Reply;
  readonly fault: Fault | null;
}

/**
 * Parses one message, finds its command and runs it. Never throws: every failure becomes a reply. What changes something
 * leaves a line in the audit log, here and nowhere else.
 * @param before what an ordinary command waits for; it must not reject
 */
export async function dispatch(
  table: CommandTable,
  text: string,
  context: CommandContext,
  log: Pick<Log, 'error' | 'audit'>,
  before: Promise<unknown> = Promise.resolve(),
): Promise<Outcome> {
  let replyTo: string | null = null;
  let isAside = false;
  let audited: Command | null = null;
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
    if (handler.isAudited !== false) audited = command;
    if (handler.role === 'operator' && context.principal.role !== 'operator') {
      throw new Fault('forbidden', 'Only an operator may do this; you are a viewer.');
    }
    isAside = handler.isAside === true;
    if (!isAside) await before;
    if (!context.isCurrent()) throw new Fault('unauthorized', 'Your session has ended or changed; connect anew.');
    const result = await handler.run(command, context);
    tellAudit(log, audited, context, 'ok');
    return { reply: { replyTo, ok: true, result }, fault: null };
  } catch (caught) {
    // What is refused is answered in its turn too: several unreadable messages have no other way to be told apart.
    if (!isAside) await before;
    const { requestId: request } = context;
    const fault = toFault(caught, 'internal', `The command failed inside the server; ${logSaysWhy(request)}`);
    if (fault.code === 'internal' || fault.code === 'not_saved')
      log.error({ request, err: caught }, 'a command failed');
    tellAudit(log, audited, context, fault.code);
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

function tellAudit(
  log: Pick<Log, 'audit'>,
  command: Command | null,
  { principal, requestId }: CommandContext,
  outcome: 'ok' | FaultCode,
): void {
  if (command === null) return;
  const detail = auditDetail(command, outcome === 'ok');
  log.audit({ what: command.type, by: principal, outcome, request: requestId, detail });
}
