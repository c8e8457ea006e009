import type { SettingSection } from '../../src-shared/protocol/settings.ts';

/** A group of settings as it is shown. */
export interface SectionWords {
  readonly section: SettingSection;
  readonly title: string;
  /** Shown only when somebody unfolds it. */
  readonly isFolded?: true;
}

/** The groups, from top to bottom. */
export const sectionWords: readonly SectionWords[] = [
  { section: 'collecting', title: 'Collecting' },
  { section: 'history', title: 'History' },
  { section: 'alerts', title: 'Alerts and notifications' },
  { section: 'sharing', title: 'Sharing' },
  { section: 'appearance', title: 'Appearance' },
  { section: 'desktop', title: 'Desktop app' },
  { section: 'limits', title: 'Limits', isFolded: true },
  { section: 'advanced', title: 'Advanced', isFolded: true },
];
