import { lockDataDir } from '../../../src-main/history/lock.ts';

/** Takes the directory of its argument, says where its dashboard would be, and holds it until it is killed. */
const lock = lockDataDir(process.argv[2] ?? '');
await lock.announce({ url: 'http://127.0.0.1:4780', token: 't'.repeat(43) });
process.stdout.write('held\n');
setInterval(() => undefined, 60_000);
