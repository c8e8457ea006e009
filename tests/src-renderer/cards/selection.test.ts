import { describe, expect, test } from 'vitest';
import { createSelection } from '../../../src-renderer/cards/selection.svelte.ts';

const all = ['eth0', 'wlan0', 'lo'];
const create = () => {
  const selection = createSelection(() => ['lo']);
  return { ...selection, on: () => all.filter((name) => selection.isOn(name)) };
};

describe('a legend', () => {
  test('begins with everything but the quiet ones', () => {
    expect(create().on()).toEqual(['eth0', 'wlan0']);
  });

  test('shows one alone after a click, and all again after the second', () => {
    const legend = create();
    legend.solo('wlan0');
    expect(legend.on()).toEqual(['wlan0']);
    legend.solo('wlan0');
    expect(legend.on()).toEqual(['eth0', 'wlan0']);
  });

  test('goes from one solo straight to another', () => {
    const legend = create();
    legend.solo('wlan0');
    legend.solo('lo');
    expect(legend.on()).toEqual(['lo']);
  });

  test('switches a quiet one on by toggling', () => {
    const legend = create();
    legend.toggle('lo', all);
    expect(legend.on()).toEqual(['eth0', 'wlan0', 'lo']);
    legend.toggle('lo', all);
    expect(legend.on()).toEqual(['eth0', 'wlan0']);
  });

  test('adds to a solo what is toggled, and nothing else', () => {
    const legend = create();
    legend.solo('wlan0');
    legend.toggle('lo', all);
    expect(legend.on()).toEqual(['wlan0', 'lo']);
  });
});
