import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shownTarget } from '../../../../src-main/alerts/notify/shown-target.ts';
import { openTargets, parseUsableTarget } from '../../../../src-main/alerts/notify/targets.ts';
import { Fault } from '../../../../src-shared/fault.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createTestLog } from '../../../support/silent-log.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const good = {
  id: 'phone',
  name: 'My phone',
  kind: 'ntfy',
  url: 'https://ntfy.example/topic-secret',
  minimum: 'warn',
  enabled: true,
  repeatMs: null,
  allowLocal: false,
};

const nothing = { find: () => null };

async function open(dataDir = temporaryFolder()) {
  const log = createTestLog();
  return { dataDir, log, targets: await openTargets({ dataDir, log, clock: createFakeClock() }) };
}

function refusalOf(input: unknown): string {
  try {
    parseUsableTarget(input, nothing);
  } catch (caught) {
    if (caught instanceof Fault && caught.code === 'invalid_target') return caught.message;
    throw caught;
  }
  return 'none';
}

describe('a target', () => {
  test.each([
    ['id', { id: 'a b' }],
    ['name', { name: ' ' }],
    ['kind', { kind: 'pager' }],
    ['url', { url: 'ftp://secret.example/' }],
    ['url', { url: 'secret' }],
    ['url', { url: 'http://secret:99999999/' }],
    ['url', { url: 5 }],
    ['url', { url: 'http://127.0.0.1:1/secret' }],
    ['url', { url: 'http://0x7f000001/secret' }],
    ['url', { url: 'http://LOCALHOST/secret' }],
    ['url', { url: 'http://[::1]/secret' }],
    ['url', { url: 'http://169.254.169.254/secret' }],
    ['minimum', { minimum: 'ok' }],
    ['repeatMs', { repeatMs: 1 }],
    ['allowLocal', { allowLocal: 'yes' }],
    ['extra', { extra: 1 }],
  ])('is refused with the name of its field and not its value: %s %o', (field, change) => {
    const message = refusalOf({ ...good, ...change });
    expect(message).toContain(`"${field}"`);
    expect(message).not.toContain('secret');
  });

  test('may be on this machine where the owner allows it', () => {
    const local = { ...good, url: 'http://127.0.0.1:8080/', allowLocal: true };
    expect(parseUsableTarget(local, nothing)).toEqual(local);
  });
});

describe('a change of a target', () => {
  test('that leaves the address out keeps the one that is stored, and is judged by it', async () => {
    const { targets } = await open();
    await targets.set(parseUsableTarget({ ...good, url: 'http://127.0.0.1:8080/secret', allowLocal: true }, nothing));
    const rest = { ...good, url: undefined };
    const kept = parseUsableTarget({ ...rest, name: 'Renamed', allowLocal: true }, targets);
    expect(kept).toMatchObject({ name: 'Renamed', url: 'http://127.0.0.1:8080/secret' });
    expect(() => parseUsableTarget(rest, targets)).toThrow('allowLocal');
    expect(() => parseUsableTarget({ ...rest, id: 'other' }, targets)).toThrow('"url" is missing');
  });
});

describe('what is shown of an address', () => {
  test.each([
    ['https://ntfy.example/topic-secret', 'ntfy.example/…'],
    ['https://hooks.slack.com/services/T000/B000/abcdefgh1234', 'hooks.slack.com/…1234'],
    ['https://user:password@example.org:8443/', 'example.org:8443'],
    ['https://example.org/hook?token=abcdefghijklmnop', 'example.org/…mnop'],
    ['https://example.org/#secret', 'example.org'],
  ])('is the host and the end of what is long: %s', (url, address) => {
    const shown = shownTarget(parseUsableTarget({ ...good, url }, nothing));
    expect(shown).toMatchObject({ id: 'phone', name: 'My phone', address });
    expect(shown).not.toHaveProperty('url');
  });
});

describe('the targets', () => {
  test('are kept on disk for the owner alone, replaced by id, and removed', async () => {
    const { targets, dataDir } = await open();
    const target = parseUsableTarget(good, nothing);
    await targets.set(target);
    await targets.set({ ...target, name: 'Other' });
    expect((await open(dataDir)).targets.all()).toEqual([{ ...target, name: 'Other' }]);
    expect(statSync(join(dataDir, 'notify.json')).mode & 0o777).toBe(0o600);
    await targets.remove('phone');
    await expect(targets.remove('phone')).rejects.toMatchObject({ code: 'not_found' });
    expect((await open(dataDir)).targets.all()).toEqual([]);
  });

  test('are bounded in number', async () => {
    const { targets } = await open();
    const target = parseUsableTarget(good, nothing);
    for (let n = 0; n < 16; n += 1) await targets.set({ ...target, id: String(n) });
    await expect(targets.set(target)).rejects.toMatchObject({ code: 'invalid_target' });
    await targets.set({ ...target, id: '3', name: 'Renamed' });
    expect(targets.find('3')?.name).toBe('Renamed');
  });

  test('in a damaged file are set aside without a word of what it holds', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'notify.json'), '"https://ntfy.example/topic-secret');
    const { targets, log } = await open(dataDir);
    expect(targets.all()).toEqual([]);
    expect(log.text()).toContain('set aside');
    expect(log.text()).not.toContain('secret');
    expect(readFileSync(join(dataDir, 'notify.json'), 'utf8')).toContain('secret');
  });
});
