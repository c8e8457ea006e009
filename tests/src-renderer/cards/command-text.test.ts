import { expect, test } from 'vitest';
import { commandText } from '../../../src-renderer/cards/command-text.ts';

test.each([
  ['node', '/usr/local/bin/node /srv/app/server.js --port 80', 'node /srv/app/server.js --port 80'],
  ['nginx', 'nginx: worker process', 'nginx: worker process'],
  ['zstd', 'zstd -T8 /data/a', 'zstd -T8 /data/a'],
  ['img', '/tmp/<img src=x> 300', '<img src=x> 300'],
  ['app.exe', 'C:\\Tools\\app.exe /quiet', 'app.exe /quiet'],
  ['slash', '/', '/'],
])('of %s the folders of its program are left out, and nothing else', (name, command, short) => {
  expect(commandText({ name, command })).toEqual({ short, full: command });
});

test.each([undefined, '', '  '])('a process whose command line is %j has its name', (command) => {
  const row = command === undefined ? { name: 'kworker/0:1' } : { name: 'kworker/0:1', command };
  expect(commandText(row).full).toBe('kworker/0:1');
});
