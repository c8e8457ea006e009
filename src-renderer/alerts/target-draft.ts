import type { Fault } from '../../src-shared/fault.ts';
import type { NotifyTarget, ShownTarget, TargetChange, TargetKind } from '../../src-shared/protocol/notify.ts';

/** A kind as people know it, and what its address looks like. */
export interface KindWords {
  readonly label: string;
  readonly example: string;
  readonly hint: string;
}

/** Words of each kind. */
export const kindWords: Readonly<Record<TargetKind, KindWords>> = {
  ntfy: {
    label: 'ntfy',
    example: 'https://ntfy.example/my-topic',
    hint: 'The address of the topic. Whoever knows the topic can read it, so choose one that nobody guesses.',
  },
  slack: {
    label: 'Slack',
    example: 'https://hooks.slack.com/services/…',
    hint: 'An incoming webhook, made in Slack under Apps, Incoming Webhooks.',
  },
  discord: {
    label: 'Discord',
    example: 'https://discord.com/api/webhooks/…',
    hint: 'Made in the channel’s settings under Integrations, Webhooks. Nobody is mentioned.',
  },
  json: {
    label: 'JSON',
    example: 'https://example.org/hook',
    hint: 'Any service that takes a POST: the title, the lines and the alerts themselves as JSON.',
  },
};

/** How often a target may be told again, ms; `null` is never. */
export const repeatChoices: readonly { readonly label: string; readonly repeatMs: number | null }[] = [
  { label: 'Never', repeatMs: null },
  { label: 'Every 5 min', repeatMs: 300_000 },
  { label: 'Every 15 min', repeatMs: 900_000 },
  { label: 'Every hour', repeatMs: 3_600_000 },
  { label: 'Every 6 h', repeatMs: 21_600_000 },
  { label: 'Every day', repeatMs: 86_400_000 },
];

/** A target as it is being edited. The server keeps its address to itself: an empty one leaves that as it is. */
export type TargetDraft = NotifyTarget;

/** A target to begin with. */
export function newTarget(): TargetDraft {
  return {
    id: Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    name: '',
    kind: 'ntfy',
    url: '',
    minimum: 'warn',
    enabled: true,
    repeatMs: null,
    allowLocal: false,
  };
}

/** A stored target to edit. */
export function draftOf(target: ShownTarget): TargetDraft {
  const { id, name, kind, minimum, enabled, repeatMs, allowLocal } = target;
  return { id, name, kind, url: '', minimum, enabled, repeatMs, allowLocal };
}

/** What the server is asked to keep. */
export function changeOf({ url, ...rest }: TargetDraft): TargetChange {
  return url === '' ? rest : { ...rest, url };
}

/** What a refusal says about a field, `null` as the field where it names none. */
export interface FieldProblem {
  readonly field: string | null;
  readonly message: string;
}

/** Finds the field in `The target's "url" is empty.`, and turns the rest into a sentence for that field. */
export function fieldProblem({ message }: Pick<Fault, 'message'>): FieldProblem {
  const match = /^The target's "([A-Za-z]+)" (.+)$/su.exec(message);
  const [, field, rest] = match ?? [];
  return field === undefined || rest === undefined ? { field: null, message } : { field, message: `This ${rest}` };
}
