import { connect, createServer, type Socket } from 'node:net';
import * as v from 'valibot';

/**
 * A program that runs in a network namespace and opens connections there for the test outside: it listens on a Unix
 * socket, which every namespace reaches; the first line of each connection says where it is to lead.
 */
const targetSchema = v.object({ host: v.string(), port: v.number() });

function lead(from: Socket, line: string, rest: Buffer): void {
  const to = connect(v.parse(targetSchema, JSON.parse(line)));
  for (const [one, other] of [
    [from, to],
    [to, from],
  ] as const) {
    one.on('error', () => other.destroy());
    // What came before the end is still on its way.
    one.on('close', () => {
      other.destroySoon();
    });
  }
  to.write(rest);
  from.pipe(to);
  to.pipe(from);
}

const [path] = process.argv.slice(2);
createServer((from) => {
  let head = Buffer.alloc(0);
  const read = (bytes: Buffer) => {
    head = Buffer.concat([head, bytes]);
    const end = head.indexOf('\n');
    if (end < 0) return;
    from.off('data', read);
    from.pause();
    lead(from, head.toString('utf8', 0, end), head.subarray(end + 1));
  };
  from.on('data', read);
}).listen(path, () => {
  process.stdout.write('ready\n');
});
