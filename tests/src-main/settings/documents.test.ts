import { expect, test } from 'vitest';
import * as v from 'valibot';
import { loadSettings } from '../../../src-main/config/load-config.ts';
import { settingKeys, settingOf } from '../../../src-main/config/setting-table.ts';
import { configSchemaText, documentPath, schemaPath, settingsDocument } from '../../support/settings-documents.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// Both files are written anew by: npx vitest run --project unit tests/src-main/settings --update
test('the JSON schema has every key as it is', async () => {
  await expect(await configSchemaText()).toMatchFileSnapshot(schemaPath);
});

test('the documentation has every key as it is', async () => {
  await expect(await settingsDocument()).toMatchFileSnapshot(documentPath);
});

test('what the schema gives as defaults and bounds is what Lanpulse takes', async () => {
  const schema = v.parse(
    v.object({ properties: v.record(v.string(), v.looseObject({ default: v.optional(v.unknown()) })) }),
    JSON.parse(await configSchemaText()),
  );
  const loaded = loadSettings({ dataDir: temporaryFolder() }, {}, 'linux');
  const defaults = Object.fromEntries(
    settingKeys.flatMap((key) => {
      const value = schema.properties[key]?.default;
      return value === undefined ? [] : [[key, value]];
    }),
  );
  const joined = loaded.join(defaults);
  expect('config' in joined).toBe(true);
  for (const key of settingKeys) {
    const setting = settingOf(key);
    if (!('min' in setting)) continue;
    // Tiers depend on each other, so the coarser ones are as long as they can be.
    const longest = { history10s: '20y', history1m: '20y', history15m: '20y' };
    const shortest = { history1s: '10m', history10s: '10m', history1m: '10m' };
    for (const [value, around] of [
      [setting.max, longest],
      [setting.min, shortest],
    ] as const) {
      expect([key, value, loaded.join({ ...around, [key]: value })]).toEqual([
        key,
        value,
        { config: expect.any(Object) },
      ]);
    }
    const beyond = typeof setting.max === 'number' ? setting.max + 1 : setting.kind === 'size' ? '2T' : '21y';
    expect([key, 'issue' in loaded.join({ ...longest, [key]: beyond })]).toEqual([key, true]);
  }
});
