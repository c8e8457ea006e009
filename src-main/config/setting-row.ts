import type { SettingSection } from '../../src-shared/protocol/settings.ts';

/** What a person may write for a setting. */
export type SettingForm =
  /** true or false; `null` where nobody has decided. */
  | { readonly kind: 'switch'; readonly default: boolean | null }
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly string[] }
  | { readonly kind: 'count'; readonly default: number; readonly min: number; readonly max: number }
  /** `2G` or `48h`: see `amount.ts`. */
  | { readonly kind: 'size' | 'duration'; readonly default: string; readonly min: string; readonly max: string }
  | { readonly kind: 'text'; readonly default: string | null }
  | { readonly kind: 'list'; readonly default: readonly string[] };

/** One setting as people know it. */
export type Setting = SettingForm & {
  readonly section: SettingSection;
  readonly label: string;
  /** What it does, and in which unit, in a sentence or two. */
  readonly help: string;
  /** `at once`: on the page too. `at start`: an option, a variable or a key of the file. */
  readonly applies: 'at once' | 'at start';
  /** Where it means something: in the desktop app, or in one that knows where its updates come from. Default: everywhere. */
  readonly needs?: 'desktop' | 'updates';
};
