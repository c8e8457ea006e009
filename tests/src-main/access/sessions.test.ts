import { readdirSync, readFileSync, statSync, writeFileSync, mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownerOf, type Session } from '../../../src-main/access/session.ts';
import { openSessions, type SessionDraft, type SessionStore } from '../../../src-main/access/sessions.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createTestLog } from '../../support/silent-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dayMs = 86_400_000;
const tablet: SessionDraft = {
  name: 'Kitchen tablet',
  device: 'Chrome on Android',
  kind: 'browser',
  role: 'viewer',
  address: '192.168.1.7',
};

async function open(dataDir = temporaryFolder(), clock = createFakeClock()) {
  const log = createTestLog();
  const ended: string[] = [];
  const watching = new Set<string>();
  const store = await openSessions({
    dataDir,
    clock,
    log,
    isWatching: (owner) => watching.has(owner),
    onEnd: ({ id }, why) => ended.push(`${id} ${why}`),
  });
  const file = join(dataDir, 'sessions.json');
  /** Lets a minute pass, and what it writes reach the disk. */
  const minute = async () => {
    clock.advance(60_000);
    await store.rename('nobody', 'x').catch(() => undefined);
  };
  return { store, clock, log, ended, watching, file, dataDir, minute, text: () => readFileSync(file, 'utf8') };
}

async function fill(store: SessionStore, count: number, draft: SessionDraft): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push((await store.add(draft)).session.id);
  return ids;
}

/** The line that tells of a session that nobody asked to end. */
function auditOf({ id, kind, role }: Pick<Session, 'id' | 'kind' | 'role'>, why: string): string {
  const detail = { sessionId: id, kind, role, why };
  return JSON.stringify([{ what: 'session.end', by: null, outcome: 'ok', detail }]);
}

describe('a session', () => {
  test('is found by its token, of which only a hash is kept, in a file for its owner alone', async () => {
    const { store, file, text, clock } = await open();
    const { session, token } = await store.add(tablet);
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/u);
    expect(store.find(token)).toEqual(session);
    expect(session).toMatchObject({ ...tablet, pairedAt: clock.wallMs(), lastSeenAt: clock.wallMs() });
    // Of the last character some bits count for nothing; of the first all do.
    expect(store.find((token.startsWith('A') ? 'B' : 'A') + token.slice(1))).toBeNull();
    expect(store.find(session.tokenHash)).toBeNull();
    expect(text()).not.toContain(token);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('belongs to a store whose name lasts as long as it does, also where a file of before had none', async () => {
    const first = await open();
    await first.store.add(tablet);
    const { instance } = first.store;
    expect(instance).toMatch(/^[0-9a-f]{12}$/u);
    expect((await open(first.dataDir)).store.instance).toBe(instance);
    expect((await open()).store.instance).not.toBe(instance);
    writeFileSync(first.file, first.text().replace(/"instance":\s*"[^"]*",/u, ''));
    const named = (await open(first.dataDir)).store;
    expect(first.text()).toContain(named.instance);
    expect((await open(first.dataDir)).store.instance).toBe(named.instance);
  });

  test('outlives the server, with its name and role', async () => {
    const first = await open();
    const { session, token } = await first.store.add(tablet);
    await first.store.rename(session.id, 'Hall tablet');
    await first.store.setRole(session.id, 'operator');
    await first.store.close();
    const { store } = await open(first.dataDir, first.clock);
    expect(store.find(token)).toMatchObject({ id: session.id, name: 'Hall tablet', role: 'operator' });
  });

  test('ends at once and for good', async () => {
    const { store, ended, dataDir, clock } = await open();
    const { session, token } = await store.add(tablet);
    const ending = store.end(session.id);
    expect(store.find(token)).toBeNull();
    expect(ended).toEqual([`${session.id} revoked`]);
    await ending;
    await expect(store.end(session.id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await open(dataDir, clock)).store.all()).toEqual([]);
  });

  test('ends also where the disk is full, says so, and is written as soon as there is room', async () => {
    const { store, file, text, minute, log } = await open();
    const { session, token } = await store.add(tablet);
    mkdirSync(`${file}.unfinished`);
    await expect(store.end(session.id)).rejects.toMatchObject({ code: 'not_saved', message: /It has ended/u });
    expect(store.find(token)).toBeNull();
    expect(text()).toContain(session.id);
    await minute();
    expect(log.text()).toContain('cannot be saved');
    rmdirSync(`${file}.unfinished`);
    await minute();
    expect(text()).not.toContain(session.id);
  });

  test('is not made, named or raised where the disk is full', async () => {
    const { store, file, ended } = await open();
    const { session } = await store.add(tablet);
    mkdirSync(`${file}.unfinished`);
    await expect(store.add(tablet)).rejects.toMatchObject({ code: 'not_saved' });
    await expect(store.rename(session.id, 'Other')).rejects.toMatchObject({ code: 'not_saved' });
    await expect(store.setRole(session.id, 'operator')).rejects.toMatchObject({ code: 'not_saved' });
    expect(store.all()).toEqual([session]);
    expect(ended).toEqual([]);
  });

  test('that becomes a viewer is one at once, also where somebody makes it an operator just then', async () => {
    const { store, ended, text } = await open();
    const { session } = await store.add(tablet);
    const rise = store.setRole(session.id, 'operator');
    const fall = store.setRole(session.id, 'viewer');
    expect(store.get(session.id)?.role).toBe('viewer');
    await Promise.all([rise, fall]);
    expect(store.get(session.id)?.role).toBe('viewer');
    expect(text()).not.toContain('operator');
    expect(ended.every((one) => one === `${session.id} changed`)).toBe(true);
  });

  test('that is renamed while it loses its role keeps the new name and not the old role', async () => {
    const { store } = await open();
    const { session } = await store.add({ ...tablet, role: 'operator' });
    await Promise.all([store.rename(session.id, 'Hall'), store.setRole(session.id, 'viewer')]);
    expect(store.get(session.id)).toMatchObject({ name: 'Hall', role: 'viewer' });
  });

  test('takes the place of the one that its browser had', async () => {
    const { store, ended } = await open();
    const first = await store.add(tablet);
    const second = await store.add({ ...tablet, role: 'operator', replaces: first.session.id });
    expect(store.all()).toEqual([second.session]);
    expect(store.find(first.token)).toBeNull();
    expect(ended).toEqual([`${first.session.id} changed`]);
  });

  test('is kept apart from those that were paired on this machine by its key', async () => {
    const { store } = await open();
    const { session: near } = await store.add({ ...tablet, kind: 'local' });
    const { session: far } = await store.add(tablet);
    expect(store.ofOwner(ownerOf(near))).toEqual(near);
    expect(store.ofOwner(ownerOf(far))).toEqual(far);
    expect(store.ofOwner(`local:${far.id}`)).toBeNull();
    expect(store.ofOwner('loopback')).toBeNull();
  });
});

describe('what is known of a session', () => {
  test('is when and from where it was seen last, written once a minute', async () => {
    const { store, clock, text, minute, dataDir } = await open();
    const { session } = await store.add(tablet);
    const before = text();
    clock.advance(10_000);
    store.seen(session.id, '::ffff:192.168.1.9');
    expect(store.get(session.id)).toMatchObject({ lastSeenAt: clock.wallMs(), address: '192.168.1.9' });
    expect(text()).toBe(before);
    await minute();
    expect(text()).toContain('192.168.1.9');
    store.seen(session.id, '192.168.1.10');
    await store.close();
    expect((await open(dataDir, clock)).store.get(session.id)?.address).toBe('192.168.1.10');
  });

  test('is nothing after 90 days without use, while the server runs and while it does not', async () => {
    const { store, clock, ended, minute, dataDir, log } = await open();
    const { session, token } = await store.add(tablet);
    const { session: used } = await store.add(tablet);
    clock.stepWall(90 * dayMs - 60_000);
    store.seen(used.id);
    await minute();
    expect(store.find(token)).not.toBeNull();
    expect(log.text()).not.toContain('session.end');
    await minute();
    expect(store.find(token)).toBeNull();
    expect(ended).toEqual([`${session.id} revoked`]);
    expect(log.text()).toContain(auditOf(session, 'unused'));
    await store.close();
    clock.stepWall(91 * dayMs);
    const later = await open(dataDir, clock);
    expect(later.store.all()).toEqual([]);
    expect(later.log.text()).toContain(auditOf(used, 'unused'));
    await later.store.close();
    expect((await open(dataDir, clock)).log.text()).toBe('');
  });

  test('stays while it watches, however long', async () => {
    const { store, clock, watching, minute } = await open();
    const { session } = await store.add(tablet);
    watching.add(ownerOf(session));
    clock.stepWall(200 * dayMs);
    await minute();
    watching.clear();
    clock.stepWall(89 * dayMs);
    await minute();
    expect(store.all()).toHaveLength(1);
  });
});

describe('of more than 256 sessions', () => {
  test('the local one that was not seen for the longest gives way, then any, and never one that watches', async () => {
    const { store, clock, ended, watching, log } = await open();
    const [oldest = '', watched = ''] = await fill(store, 2, { ...tablet, kind: 'local' });
    await fill(store, 253, tablet);
    clock.advance(1_000);
    const [younger = ''] = await fill(store, 1, { ...tablet, kind: 'local' });
    clock.advance(1_000);
    store.seen(oldest);
    watching.add(`local:${watched}`);
    await store.add(tablet);
    expect(ended).toEqual([`${younger} revoked`]);
    expect(log.text()).toBe(auditOf({ id: younger, kind: 'local', role: 'viewer' }, 'no room'));
    await store.add(tablet);
    expect(ended.at(-1)).toBe(`${oldest} revoked`);
    await store.add(tablet);
    expect(store.all()).toHaveLength(256);
    expect(store.get(watched)).not.toBeNull();
    for (const session of store.all()) watching.add(ownerOf(session));
    await expect(store.add(tablet)).rejects.toMatchObject({ code: 'too_many' });
  });
});

describe('a damaged file', () => {
  test('lets nobody in by what cannot be read, and keeps the rest', async () => {
    const { store, file, text, dataDir, clock } = await open();
    const good = await store.add(tablet);
    const bad = await store.add(tablet);
    writeFileSync(file, text().replace(`"id":"${bad.session.id}"`, '"id":"../x"'));
    const again = await open(dataDir, clock);
    expect(again.store.all()).toEqual([good.session]);
    expect(again.store.find(bad.token)).toBeNull();
    expect(readdirSync(dataDir).some((name) => name.startsWith('sessions.damaged-'))).toBe(true);
    writeFileSync(file, '{"format":1,"sessions":');
    expect((await open(dataDir, clock)).store.all()).toEqual([]);
  });
});
