import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kernelFile } from '../../../../src-main/collect/linux/kernel-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const textOf = (file: ReturnType<typeof kernelFile>) => {
  const { bytes, end } = file.read();
  return bytes.toString('utf8', 0, end);
};

test('a file that outgrows the buffer is read whole', () => {
  const path = join(temporaryFolder(), 'file');
  const file = kernelFile(path, { bytes: 8 });
  for (const text of ['short', 'x'.repeat(8), 'y'.repeat(1000), 'short again']) {
    writeFileSync(path, text);
    expect(textOf(file)).toBe(text);
  }
  file.close();
});

test('a file in one piece is read whole even when it fills the buffer exactly', () => {
  const path = join(temporaryFolder(), 'file');
  const file = kernelFile(path, { bytes: 8, onePiece: true });
  writeFileSync(path, 'z'.repeat(64));
  expect(textOf(file)).toHaveLength(64);
  file.close();
});

test('a file that was away is opened anew', () => {
  const path = join(temporaryFolder(), 'file');
  const file = kernelFile(path);
  expect(() => file.read()).toThrow(/ENOENT/u);
  writeFileSync(path, 'here');
  expect(textOf(file)).toBe('here');
  file.close();
  rmSync(path);
  expect(() => file.read()).toThrow(/ENOENT/u);
});

test('a device that went away under its descriptor is opened anew', () => {
  const path = join(temporaryFolder(), 'file');
  mkdirSync(path);
  const file = kernelFile(path);
  expect(() => file.read()).toThrow(/EISDIR/u);
  rmSync(path, { recursive: true });
  writeFileSync(path, 'another');
  expect(textOf(file)).toBe('another');
  file.close();
});

test('the descriptor stays open: the same file is read even under another name', () => {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, 'kept');
  const file = kernelFile(path);
  file.read();
  renameSync(path, `${path}.moved`);
  expect(textOf(file)).toBe('kept');
  file.close();
});

test.runIf(process.platform === 'linux')('a table of the kernel that comes in pieces is read whole', () => {
  const file = kernelFile('/proc/self/smaps', { bytes: 64 });
  const text = textOf(file);
  file.close();
  expect(text.length).toBeGreaterThan(8192);
  const mappings = (content: string) => content.match(/^VmFlags:/gmu)?.length ?? 0;
  expect(Math.abs(mappings(text) - mappings(readFileSync('/proc/self/smaps', 'utf8')))).toBeLessThan(20);
});
