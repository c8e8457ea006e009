import type { Fault, FaultCode } from '../../src-shared/fault.ts';
import type { Log } from '../log.ts';
import type { RequestContext } from './route.ts';

/** Refusals that are written of any route: somebody reached for what is not theirs. */
const attempts: ReadonlySet<FaultCode> = new Set(['forbidden', 'bad_host', 'bad_origin', 'forwarded']);

/** Writes the line of a request that changed something; does nothing for others. */
export function auditSuccess(context: RequestContext, log: Pick<Log, 'audit'>): void {
  const audit = context.get('audit');
  if (audit === undefined) return;
  log.audit({ by: context.get('principal'), ...audit, outcome: 'ok', request: context.get('requestId') });
}

/** Writes the line of a request that was refused, where it would have changed something or was not allowed. */
export function auditRefusal(context: RequestContext, { code }: Fault, log: Pick<Log, 'audit'>): void {
  const { method = '' } = context.env.incoming;
  const looks = method === 'GET' || method === 'HEAD';
  const tried = code === 'unauthorized' && !looks;
  const audit = context.get('audit');
  if (audit === undefined && !tried && !attempts.has(code)) return;
  log.audit({
    what: `${method} ${context.get('pattern') ?? ''}`,
    by: context.get('principal') ?? null,
    ...audit,
    outcome: code,
    request: context.get('requestId'),
  });
}
