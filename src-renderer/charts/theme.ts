import type { SeriesColour } from '../../src-shared/metrics/definition.ts';

/** The colours and the type a canvas needs; read from the tokens, so that there is one list. */
export interface ChartTheme {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly zero: string;
  readonly card: string;
  readonly raised: string;
  readonly lineStrong: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly warn: string;
  readonly critical: string;
  /** Opacity that fills are made from. */
  readonly fill: number;
  readonly font: string;
  readonly series: Readonly<Record<SeriesColour, string>>;
  /** From idle to busy. */
  readonly heat: readonly [string, string, string];
}

let current: ChartTheme | null = null;
const listeners = new Set<() => void>();

/** The theme in force. */
export function chartTheme(): ChartTheme {
  current ??= readTheme();
  return current;
}

/** Calls back after the theme changed, by choice or with the system; returns the way to stop. */
export function onThemeChange(listener: () => void): () => void {
  if (listeners.size === 0) startWatching();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) stopWatching();
  };
}

const attributes = typeof MutationObserver === 'undefined' ? null : new MutationObserver(changed);
const scheme = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-color-scheme: light)');

function startWatching(): void {
  current = null;
  attributes?.observe(document.documentElement, { attributeFilter: ['data-theme', 'class'] });
  scheme?.addEventListener('change', changed);
}

function stopWatching(): void {
  attributes?.disconnect();
  scheme?.removeEventListener('change', changed);
}

function changed(): void {
  current = null;
  for (const listener of listeners) listener();
}

function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const series = (name: SeriesColour): string => token(`--s-${name}`);
  return {
    text: token('--text'),
    muted: token('--muted'),
    grid: token('--grid'),
    zero: token('--line-strong'),
    card: token('--card'),
    raised: token('--raised'),
    lineStrong: token('--line-strong'),
    accent: token('--accent'),
    accentSoft: token('--accent-soft'),
    warn: token('--warn'),
    critical: token('--crit'),
    fill: Number(token('--fill')),
    font: token('--font'),
    series: {
      blue: series('blue'),
      violet: series('violet'),
      teal: series('teal'),
      olive: series('olive'),
      sky: series('sky'),
      rose: series('rose'),
      slate: series('slate'),
    },
    heat: [token('--heat-low'), token('--heat-mid'), token('--heat-high')],
  };
}

/** A `#rrggbb` colour as its three channels, 0-255; black for any other form. */
export function channels(hex: string): readonly [number, number, number] {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/iu.exec(hex);
  const channel = (index: number): number => parseInt(match?.[index] ?? '0', 16);
  return [channel(1), channel(2), channel(3)];
}

/** A `#rrggbb` colour with an opacity. */
export function withAlpha(hex: string, alpha: number): string {
  const [red, green, blue] = channels(hex);
  return `rgb(${String(red)} ${String(green)} ${String(blue)} / ${alpha.toFixed(3)})`;
}
