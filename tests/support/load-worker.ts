import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Run as a process of its own by machine-load.ts: `load-worker.ts KIND [PATH]`, killed when the test is done. */
const [kind, path = ''] = process.argv.slice(2);

const kinds: Record<string, () => void | Promise<void>> = {
  core: () => {
    setImmediate(() => {
      for (;;);
    });
  },
  disk: async () => {
    const block = Buffer.alloc(1024 * 1024, 0x5a);
    for (let round = 0; ; round += 1) {
      const file = openSync(path, 'w');
      for (let count = 0; count < 4; count += 1) writeSync(file, block);
      fsyncSync(file);
      closeSync(file);
      if (round === 0) ready();
      await sleep(100);
    }
  },
  loopback: async () => {
    const server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const socket = connect(address.port, '127.0.0.1');
    const block = Buffer.alloc(512 * 1024, 0x5a);
    ready();
    for (;;) {
      socket.write(block);
      await sleep(50);
    }
  },
  memory: async () => {
    const held = Buffer.alloc(256 * 1024 * 1024, 0x5a);
    ready();
    for (;;) {
      await sleep(1000);
      held[0] = 1;
    }
  },
};

function ready(): void {
  process.stdout.write('ready\n');
}

if (kind === 'core') ready();
await kinds[kind ?? '']?.();
