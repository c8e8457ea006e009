import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { smallFlags } from '../../src-main/stay-small.ts';

test('this version of V8 knows every setting by which the server stays small, and says nothing', () => {
  const { start, after } = smallFlags(process.versions.v8);
  const flags = [...start, ...after];
  const script = `for (const flag of ${JSON.stringify(flags)}) require('node:v8').setFlagsFromString(flag)`;
  expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

test('each version is asked for what it calls so, and one that is not known for nothing', () => {
  const namesOf = (flags: readonly string[]) => flags.map((flag) => flag.split('=')[0]);
  const calledIn = (v8: string) => namesOf(smallFlags(v8).start);
  const always = ['--semi-space-growth-factor', '--optimize-for-size'];
  expect(calledIn('11.3.244.8-node.38')).toEqual(['--interrupt-budget', ...always]);
  expect(calledIn('12.4.254.21-node.57')).toEqual(['--invocation-count-for-turbofan', ...always]);
  expect(calledIn('13.6.233.10-node.27')).toEqual(['--invocation-count-for-turbofan', ...always]);
  expect(smallFlags('99.1.2')).toEqual({ start: [], after: [] });
});

test('what is compiled later at the start is compiled after it as early as by default', () => {
  expect(smallFlags('11.3').after).toEqual(['--interrupt-budget=67584']);
  expect(smallFlags('13.6').after).toEqual(['--invocation-count-for-turbofan=3000']);
});
