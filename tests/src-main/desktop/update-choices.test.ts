import { describe, expect, test } from 'vitest';
import type { UpdateChoice } from '../../../src-main/desktop/update-state.ts';
import { programOf, type Release } from '../../support/update-feed.ts';
import { updatesInNode } from '../../support/updates-in-node.ts';

const released = (folder: string): Release => ({
  channel: 'latest',
  version: '9.9.0',
  notes: '',
  published: programOf('9.9.0', folder),
});
const tried = (folder: string): Release => ({
  ...released(folder),
  channel: 'beta',
  version: '9.9.1-beta.1',
  published: programOf('9.9.1-beta.1', folder),
});

const slow = { timeout: 30_000 };
const off = { isOn: false, channel: 'beta' } as const;
const latest = { isOn: true, channel: 'latest' } as const;

/** Updates of somebody who has chosen what is tried out, and who chooses otherwise by `choose`. */
async function begin(ofTried: Partial<Release> = {}) {
  let choice: UpdateChoice = { isOn: true, channel: 'beta' };
  const started = await updatesInNode(
    () => choice,
    (folder) => [released(folder), { ...tried(folder), ...ofTried }],
  );
  const { updates, feed } = started;
  return {
    ...started,
    choose: (next: UpdateChoice) => {
      choice = next;
      updates.choiceChanged();
    },
    asked: () => feed.asked.map(({ path }) => path),
  };
}

describe('whoever chooses otherwise', () => {
  test('while it is looked for is offered what was chosen last', async () => {
    const { updates, feed, choose, asked } = await begin();
    const answer = feed.hold('beta-linux.yml');
    const checked = updates.check();
    await expect.poll(asked, slow).toEqual(['beta-linux.yml']);
    choose(latest);
    answer();
    expect(await checked).toMatchObject({ kind: 'available', version: '9.9.0' });
    expect(asked()).toEqual(['beta-linux.yml', 'latest-linux.yml']);
  });

  test('and wants none while it is looked for is told of none', async () => {
    const { updates, feed, found, answers, choose, asked } = await begin();
    const answer = feed.hold('beta-linux.yml');
    choose({ isOn: true, channel: 'beta' });
    await expect.poll(asked, slow).toEqual(['beta-linux.yml']);
    choose(off);
    answer();
    await expect.poll(answers, slow).toBe(1);
    expect(updates.state()).toEqual({ kind: 'idle' });
    expect(found).toEqual([]);
  });

  test.each<[string, UpdateChoice, object]>([
    ['what is released', latest, { kind: 'available', version: '9.9.0' }],
    ['none', off, { kind: 'idle' }],
  ])('after it was fetched, %s, does not find it in place', async (_what, choice, state) => {
    const { updates, choose, quit } = await begin();
    await updates.check();
    expect(await updates.download()).toEqual({ kind: 'ready', version: '9.9.1-beta.1' });
    choose(choice);
    await expect.poll(() => updates.state(), slow).toMatchObject(state);
    expect(quit()).toEqual([]);
  });

  test.each<[string, UpdateChoice, object]>([
    ['what is released', latest, { kind: 'available', version: '9.9.0' }],
    ['none', off, { kind: 'idle' }],
  ])('while it is fetched, %s, does not get it', async (_what, choice, state) => {
    const { updates, choose, quit, asked } = await begin({ isEndless: true });
    await updates.check();
    const download = updates.download();
    await expect.poll(asked, slow).toContain('lanpulse-9.9.1-beta.1.AppImage');
    choose(choice);
    await expect.poll(() => updates.state(), slow).toMatchObject(state);
    await download;
    expect(updates.state()).toMatchObject(state);
    expect(quit()).toEqual([]);
  });

  test('gets what was chosen last when the app ends', async () => {
    const { updates, choose, quit } = await begin();
    await updates.check();
    await updates.download();
    choose(latest);
    await expect.poll(() => updates.state().kind, slow).toBe('available');
    expect(await updates.download()).toEqual({ kind: 'ready', version: '9.9.0' });
    expect(quit()).toEqual(['9.9.0 exit=true']);
  });

  test('and ends the app while that is fetched finds nothing in place', async () => {
    const { updates, feed, choose, quit, asked } = await begin();
    await updates.check();
    await updates.download();
    choose(latest);
    await expect.poll(() => updates.state().kind, slow).toBe('available');
    feed.hold('lanpulse-9.9.0.AppImage');
    const download = updates.download();
    await expect.poll(asked, slow).toContain('lanpulse-9.9.0.AppImage');
    expect(quit()).toEqual([]);
    await download;
  });
});
