import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inProject } from '../../../build/project.ts';
import { keptCode } from '../../../src-main/desktop/kept-code.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A program of two scripts, which says what it has found when `said` is asked for. */
function program(value = 1) {
  const folder = temporaryFolder();
  const main = join(folder, 'main.cjs');
  const other = join(folder, 'other.cjs');
  const write = (now: number) => {
    writeFileSync(other, `exports.value = ${String(now)};\nexports.count = (exports.count ?? 0) + 1;\n`);
  };
  writeFileSync(
    main,
    [
      "const other = require('./other.cjs');",
      "const { sep } = require('node:path');",
      "const same = require('./other.cjs') === other;",
      'exports.value = other.value;',
      'globalThis.said = { __filename, __dirname, sep, same, value: other.value, count: other.count,',
      '  own: this === exports && module.exports === exports };',
      "globalThis.fails = () => { throw new Error('here'); };",
    ].join('\n'),
  );
  write(value);
  return { main, write };
}

function said(): Record<string, unknown> {
  const found: unknown = Reflect.get(globalThis, 'said');
  return typeof found === 'object' ? { ...found } : {};
}

/** What lies in the folder, and which file each name means: one that is written anew is another. */
const lyingIn = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).ino]));

function start(main: string, folder: string, shipped = '/dev/null/shipped') {
  const code = keptCode(folder, shipped);
  code.run(main);
  return code;
}

describe('the code that is kept', () => {
  test('runs as it does in Node: each script once, in its place, with what it requires', () => {
    const { main } = program();
    start(main, join(temporaryFolder(), 'code'));
    const __dirname = join(main, '..');
    expect(said()).toEqual({ __filename: main, __dirname, sep, same: true, value: 1, count: 1, own: true });
  });

  test('tells errors by the lines of the file', () => {
    const { main } = program();
    start(main, join(temporaryFolder(), 'code'));
    const fails: unknown = Reflect.get(globalThis, 'fails');
    let stack: string | undefined;
    try {
      if (typeof fails === 'function') Reflect.apply(fails, null, []);
    } catch (caught) {
      stack = caught instanceof Error ? caught.stack : undefined;
    }
    expect(stack).toContain(`${main}:7:`);
  });

  test('is taken at the next start, which keeps nothing anew', () => {
    const { main } = program();
    const folder = join(temporaryFolder(), 'code');
    start(main, folder).keep();
    const first = lyingIn(folder);
    expect(Object.keys(first)).toEqual(['main.cjs', 'other.cjs']);
    start(main, folder).keep();
    expect(said().value).toBe(1);
    expect(lyingIn(folder)).toEqual(first);
  });

  test('is for its owner alone', () => {
    const { main } = program();
    const folder = join(temporaryFolder(), 'code');
    start(main, folder).keep();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'main.cjs')).mode & 0o777).toBe(0o600);
  });

  test('is not taken for a script that has changed, be it one of the same length', () => {
    const { main, write } = program(1);
    const folder = join(temporaryFolder(), 'code');
    start(main, folder).keep();
    const first = lyingIn(folder);
    write(2);
    start(main, folder).keep();
    expect(said().value).toBe(2);
    const second = lyingIn(folder);
    expect(second['other.cjs']).not.toBe(first['other.cjs']);
    expect(second['main.cjs']).toBe(first['main.cjs']);
  });

  test.each([
    ['cut off', (kept: Buffer) => kept.subarray(0, kept.length - 1)],
    ['damaged', (kept: Buffer) => Buffer.concat([kept.subarray(0, -1), Buffer.from([(kept.at(-1) ?? 0) ^ 1])])],
    ['empty', () => Buffer.alloc(0)],
  ])('is made anew where it is %s', (_how, change) => {
    const { main } = program();
    const folder = join(temporaryFolder(), 'code');
    start(main, folder).keep();
    const place = join(folder, 'other.cjs');
    const sound = readFileSync(place);
    writeFileSync(place, change(sound));
    const spoilt = lyingIn(folder);
    start(main, folder).keep();
    expect(said().value).toBe(1);
    expect(lyingIn(folder)['other.cjs']).not.toBe(spoilt['other.cjs']);
    expect(lyingIn(folder)['main.cjs']).toBe(spoilt['main.cjs']);
  });

  test('is made anew where it is of another V8', () => {
    // A text that V8 has not seen in this process: of one that it has it remembers what it made.
    const value = Math.random();
    const { main } = program(value);
    const folder = temporaryFolder();
    const place = join(folder, 'other.cjs');
    const [text, data] = [readFileSync(join(main, '..', 'other.cjs')), Buffer.alloc(200, 7)];
    writeFileSync(place, Buffer.concat([digestOf(text), digestOf(data), data]));
    const { 'other.cjs': before } = lyingIn(folder);
    start(main, folder).keep();
    expect(said().value).toBe(value);
    expect(lyingIn(folder)['other.cjs']).not.toBe(before);
  });

  test.each([
    ['others may write to the file', 'other.cjs', 0o666],
    ['its group may', 'other.cjs', 0o620],
    ['others may write to the folder', '.', 0o777],
  ])('is not taken where %s', (_who, name, mode) => {
    const { main } = program(3);
    const folder = join(temporaryFolder(), 'code');
    start(main, folder).keep();
    chmodSync(join(folder, name), mode);
    const before = lyingIn(folder);
    const code = start(main, folder);
    chmodSync(folder, 0o700);
    code.keep();
    expect(lyingIn(folder)['other.cjs']).not.toBe(before['other.cjs']);
  });

  test('is not taken where a link stands in its place', () => {
    const { main } = program();
    const folder = join(temporaryFolder(), 'code');
    start(main, folder).keep();
    const place = join(folder, 'other.cjs');
    renameSync(place, join(folder, '..', 'moved'));
    symlinkSync(join(folder, '..', 'moved'), place);
    start(main, folder).keep();
    expect(lstatSync(place).isFile()).toBe(true);
  });

  test('is not kept in a folder that others may write to, or behind a link', () => {
    const { main } = program();
    const open = temporaryFolder();
    chmodSync(open, 0o777);
    start(main, open).keep();
    const link = join(temporaryFolder(), 'code');
    const behind = temporaryFolder();
    symlinkSync(behind, link);
    start(main, link).keep();
    expect([readdirSync(open), readdirSync(behind)]).toEqual([[], []]);
  });

  test('a script that fails is run again when it is required again', () => {
    const { main } = program();
    writeFileSync(join(main, '..', 'other.cjs'), "throw new Error('not yet');");
    const code = keptCode(join(temporaryFolder(), 'code'), '/dev/null/shipped');
    const run = () => {
      code.run(main);
    };
    expect(run).toThrow('not yet');
    expect(run).toThrow('not yet');
  });

  test('does not gather: what is kept of scripts that are gone is removed', () => {
    const { main } = program();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'server-old.cjs'), 'old');
    start(main, folder).keep();
    expect(readdirSync(folder)).toEqual(['main.cjs', 'other.cjs']);
  });

  test('is what came with the program where nothing of its own is kept, whoever that belongs to', () => {
    const { main } = program();
    const shipped = join(temporaryFolder(), 'code');
    start(main, shipped).keep();
    chmodSync(shipped, 0o777);
    chmodSync(join(shipped, 'main.cjs'), 0o664);
    const folder = join(temporaryFolder(), 'code');
    start(main, folder, shipped).keep();
    expect(said().value).toBe(1);
    expect(existsSync(folder)).toBe(false);
  });

  test('is made where what came with the program is of another script, and is taken then', () => {
    const { main, write } = program(1);
    const [shipped, folder] = [join(temporaryFolder(), 'code'), join(temporaryFolder(), 'code')];
    start(main, shipped).keep();
    write(2);
    start(main, folder, shipped).keep();
    expect(said().value).toBe(2);
    const made = lyingIn(folder);
    expect(Object.keys(made)).toEqual(['other.cjs']);
    start(main, folder, shipped).keep();
    expect(lyingIn(folder)).toEqual(made);
  });

  test('of this user is taken before what came with the program', () => {
    const { main } = program();
    const [shipped, folder] = [join(temporaryFolder(), 'code'), join(temporaryFolder(), 'code')];
    start(main, shipped).keep();
    start(main, folder).keep();
    const made = lyingIn(folder);
    start(main, folder, shipped).keep();
    expect(lyingIn(folder)).toEqual(made);
  });

  test('is what came with the program where V8 does not take what is kept, which is removed', () => {
    // A text that V8 has not seen in this process, as above: what came with the program is made in another one.
    const { main } = program(Math.random());
    const [shipped, folder] = [join(temporaryFolder(), 'code'), temporaryFolder()];
    spawnSync(process.execPath, ['--import', 'tsx', '--eval', keepElsewhere, keptCodeFile, shipped, main]);
    expect(readdirSync(shipped)).toEqual(['main.cjs', 'other.cjs']);
    const [text, data] = [readFileSync(join(main, '..', 'other.cjs')), Buffer.alloc(200, 7)];
    writeFileSync(join(folder, 'other.cjs'), Buffer.concat([digestOf(text), digestOf(data), data]));
    start(main, folder, shipped).keep();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['server-old.cjs', 'main.cjs'])('of an earlier program does not stay beside a later one: %s', (name) => {
    const { main } = program();
    const [shipped, folder] = [join(temporaryFolder(), 'code'), temporaryFolder()];
    start(main, shipped).keep();
    writeFileSync(join(folder, name), 'old');
    start(main, folder, shipped).keep();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is not missed where nothing can be written', () => {
    const { main } = program();
    const code = start(main, '/dev/null/code');
    expect(said().value).toBe(1);
    expect(() => {
      code.keep();
    }).toThrow();
  });
});

const keptCodeFile = inProject('src-main', 'desktop', 'kept-code.ts');
const keepElsewhere = `
  const [file, folder, main] = process.argv.slice(1);
  import(file).then(({ keptCode }) => {
    const code = keptCode(folder, '/dev/null/shipped');
    code.run(main);
    code.keep();
  });
`;
const digestOf = (data: Buffer) => createHash('sha256').update(data).digest();
