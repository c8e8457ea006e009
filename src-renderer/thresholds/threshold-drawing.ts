import { levelText, safeSide } from '../../src-shared/alert-words.ts';
import { durationWords } from '../../src-shared/duration-words.ts';
import type { Preview } from '../../src-shared/protocol/preview.ts';
import { clearLevel } from '../../src-shared/protocol/rule.ts';
import type { PictureThreshold, ThresholdChange } from '../charts/threshold-picture.ts';
import type { ShownThreshold } from './chart-thresholds.ts';
import type { Draft } from './draft.ts';
import { firstLevel } from './move-level.ts';
import { lastedMs } from './preview-words.ts';

/**
 * What a chart draws of a rule. `draft` and `preview` belong to it where somebody is changing it, or has its panel open.
 */
export function thresholdDrawing(
  { threshold, rule }: ShownThreshold,
  draft: Draft | null,
  preview: Preview | null,
  isOpen: boolean,
): PictureThreshold {
  const { factor, lines } = threshold;
  const onAxis = (level: number | null) => (level === null ? null : level * factor);
  return {
    lines,
    badSide: (rule.direction === 'above') === factor > 0 ? 1 : -1,
    warn: onAxis(rule.warn),
    critical: onAxis(rule.critical),
    change:
      draft?.phase === 'editing'
        ? changeOf(threshold, draft, preview, onAxis)
        : isOpen
          ? changeOf(threshold, { before: rule, rule, level: firstLevel(rule) }, preview, onAxis)
          : null,
  };
}

function changeOf(
  { definition: { unit } }: ShownThreshold['threshold'],
  { before, rule, level }: Pick<Draft, 'before' | 'rule' | 'level'>,
  preview: Preview | null,
  onAxis: (level: number | null) => number | null,
): ThresholdChange {
  const was = before[level];
  const clear = clearLevel(rule);
  const moved = was !== null && was !== rule[level];
  return {
    level,
    was: moved ? onAxis(was) : null,
    wasText: moved ? `was ${levelText(was, unit)}` : '',
    clear: onAxis(clear),
    clearText: clear === null ? '' : `clears ${safeSide(rule)} ${levelText(clear, unit)}`,
    fired: (preview?.fired ?? []).map((one, index) => ({
      number: index + 1 + (preview === null ? 0 : preview.count - preview.fired.length),
      fromMs: one.at,
      toMs: one.untilMs ?? preview?.to ?? one.at,
      text: preview === null ? '' : `fires ${durationWords(lastedMs(one, preview))}`,
    })),
  };
}
