import * as v from 'valibot';
import { Fault, faultCodes, type FaultCode } from '../../src-shared/fault.ts';
import { refusalSchema, replySchema } from '../../src-shared/protocol/commands.ts';

/** What a command was answered with. */
export interface Answer {
  /** Id of the command; `null` where the server could not read it. */
  readonly replyTo: string | null;
  readonly result: Readonly<Record<string, unknown>> | Fault;
}

/** Reads a reply, or the refusal of a whole request; `null` for anything else. */
export function parseAnswer(data: unknown): Answer | null {
  const reply = v.safeParse(replySchema, data);
  if (reply.success) {
    const { output } = reply;
    return { replyTo: output.replyTo, result: output.ok ? output.result : faultFromWire(output.error) };
  }
  const refusal = v.safeParse(refusalSchema, data);
  return refusal.success ? { replyTo: null, result: faultFromWire(refusal.output.error) } : null;
}

/** A refusal as a Fault; a code that this page does not know becomes `internal`. */
export function faultFromWire({ code, message }: { code: string; message: string }): Fault {
  return new Fault(isFaultCode(code) ? code : 'internal', message);
}

function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(faultCodes, code);
}
