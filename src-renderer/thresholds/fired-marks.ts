import type { Preview, PreviewedAlert } from '../../src-shared/protocol/preview.ts';

/** One alert on a strip, as shares of its width. */
export interface FiredMark {
  readonly left: number;
  readonly width: number;
  readonly level: PreviewedAlert['level'];
}

/** The alerts of a preview on a strip of its whole span; critical ones lie above the others. */
export function firedMarks({ fired, from, to }: Preview): readonly FiredMark[] {
  const share = (ms: number) => Math.min(1, Math.max(0, (ms - from) / (to - from)));
  return fired
    .map(({ at, untilMs, level }) => ({ left: share(at), width: share(untilMs ?? to) - share(at), level }))
    .toSorted((one, other) => Number(one.level === 'critical') - Number(other.level === 'critical'));
}

/** The part at the beginning of the strip for which there are no values, or was no time. */
export function uncoveredShare({ from, to, covered }: Preview): number {
  return covered === null ? 1 : Math.min(1, Math.max(0, (covered.from - from) / (to - from)));
}
