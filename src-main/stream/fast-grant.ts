import { definitionOf, type MetricId } from '../../src-shared/metrics/registry.ts';
import type { Role } from '../../src-shared/protocol/events.ts';

/** What may be read faster than the server's interval. */
export interface FastOffer {
  /** The metrics that this machine reads at next to no cost. */
  readonly metrics: () => readonly MetricId[];
  /** True where viewers may have them, too, and not operators alone. */
  readonly toViewers: () => boolean;
}

/** The offer of a server that reads nothing faster. */
export const nothingFaster: FastOffer = { metrics: () => [], toViewers: () => false };

/** What of a wish is granted; `leftOut` says why not all of it, else `null`. */
export interface GrantedFast {
  readonly fast: readonly MetricId[];
  readonly leftOut: string | null;
}

/** Decides what a viewer of this role gets of the metrics it asks for. */
export type GrantFast = (asked: readonly MetricId[], role: Role) => GrantedFast;

/** The metrics that somebody of this role may have read faster. */
export function fastFor({ metrics, toViewers }: FastOffer, role: Role, serverMs: number): readonly MetricId[] {
  return role === 'operator' || toViewers() ? metrics().filter((id) => isFaster(id, serverMs)) : [];
}

/** Grants by an offer. */
export function grantBy(offer: FastOffer, serverIntervalMs: () => number): GrantFast {
  return (asked, role) => {
    const serverMs = serverIntervalMs();
    const offered = fastFor(offer, role, serverMs);
    const fast = asked.filter((id) => offered.includes(id));
    const missing = asked.find((id) => !offered.includes(id));
    return { fast, leftOut: missing === undefined ? null : reasonFor(missing, offer, serverMs) };
  };
}

function reasonFor(id: MetricId, offer: FastOffer, serverMs: number): string {
  if (!isFaster(id, serverMs)) return `The server reads "${id}" every ${String(serverMs)} ms already.`;
  if (!offer.metrics().includes(id)) return `This machine cannot read "${id}" any faster.`;
  return 'Only operators may have metrics read faster, unless the setting "viewerFocus" allows it to viewers.';
}

function isFaster(id: MetricId, serverMs: number): boolean {
  const { fastEveryMs } = definitionOf(id);
  return fastEveryMs !== undefined && fastEveryMs < serverMs;
}
