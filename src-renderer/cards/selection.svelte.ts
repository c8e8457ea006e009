import { SvelteMap } from 'svelte/reactivity';

/** Which lines or instances of a card are switched on. */
export interface Selection {
  isOn(key: string): boolean;
  /** Shows only this one; once more shows all again. */
  solo(key: string): void;
  /** Switches this one on or off and leaves the others, all of which are given, as they are on the screen. */
  toggle(key: string, all: readonly string[]): void;
}

/** @param quiet keys that are off until somebody asks for them */
export function createSelection(quiet: () => readonly string[]): Selection {
  const switched = new SvelteMap<string, boolean>();
  let alone = $state<string | null>(null);
  const isOn = (key: string): boolean =>
    alone === null ? (switched.get(key) ?? !quiet().includes(key)) : key === alone;
  return {
    isOn,
    solo(key) {
      alone = alone === key ? null : key;
    },
    toggle(key, all) {
      const next = !isOn(key);
      if (alone !== null) for (const one of all) switched.set(one, one === alone);
      alone = null;
      switched.set(key, next);
    },
  };
}
