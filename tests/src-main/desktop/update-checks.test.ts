import { readFileSync } from 'node:fs';
import { NsisUpdater } from 'electron-updater';
import { describe, expect, test } from 'vitest';
import { programOf, type Release } from '../../support/update-feed.ts';
import { updatesInNode } from '../../support/updates-in-node.ts';

const latest = { isOn: true, channel: 'latest' } as const;
const released = (folder: string): Release => ({
  channel: 'latest',
  version: '9.9.0',
  notes: '',
  published: programOf('9.9.0', folder),
});
const refused = {
  kind: 'failed',
  fault: {
    code: 'update_failed',
    message: 'Version 9.9.0 was not taken: it did not arrive whole, or is not what was published.',
  },
};

describe('a package that is not what was published', () => {
  test.each<[string, (folder: string) => Partial<Release>, RegExp]>([
    ['another program', (folder) => ({ served: programOf('6.6.6', folder) }), /sha512 checksum mismatch/u],
    [
      'half of it',
      (folder) => ({ served: programOf('9.9.0', folder).subarray(0, 30_000) }),
      /sha512 checksum mismatch/u,
    ],
    ['one whose hash nobody tells', () => ({ isUnhashed: true }), /checksum/u],
  ])('%s, is refused, and nothing is put in place', async (_what, instead, why) => {
    const { updates, image, pending, quit } = await updatesInNode(
      () => latest,
      (folder) => [{ ...released(folder), ...instead(folder) }],
    );
    expect(await updates.check()).toMatchObject({ kind: 'available', version: '9.9.0' });
    const outcome = await updates.download();
    expect(outcome).toMatchObject(refused);
    expect(outcome.kind === 'failed' ? String(outcome.fault.cause) : '').toMatch(why);
    updates.restart();
    expect(quit()).toEqual([]);
    expect(readFileSync(image, 'utf8')).toContain('0.1.0');
    expect(pending().filter((name) => name.includes('9.9.0'))).toEqual([]);
  });

  test('on Windows is refused as well where somebody else has signed it, and nothing is started', async () => {
    const { updates, updater, quit } = await updatesInNode(
      () => latest,
      (folder) => [released(folder)],
      NsisUpdater,
    );
    const asked: (readonly string[])[] = [];
    // The system's own check needs Windows; what it answers is what counts.
    if (updater instanceof NsisUpdater) {
      updater.verifyUpdateCodeSignature = (publishers) => {
        asked.push(publishers);
        return Promise.resolve('signed by somebody else');
      };
    }
    await updates.check();
    const outcome = await updates.download();
    expect(outcome).toMatchObject(refused);
    expect(outcome.kind === 'failed' ? String(outcome.fault.cause) : '').toContain('signed by somebody else');
    expect(asked).toEqual([['Lanpulse']]);
    expect(quit()).toEqual([]);
  });
});
