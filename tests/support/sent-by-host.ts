import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SmallNetwork } from './second-host.ts';

const execute = promisify(execFile);

/** What a host has sent so far. */
export interface Sent {
  /** To other hosts, of any kind. */
  readonly packets: number;
  /** To anybody, itself included, as questions for names are. */
  readonly datagrams: number;
}

/**
 * Gives the server of a network a way to everywhere, by the second host, and counts what it sends. The kernel's own talk is
 * silenced first, which is that of IPv6.
 */
export async function countSent({ server, second }: SmallNetwork): Promise<() => Promise<Sent>> {
  const run = async (...words: readonly string[]) => {
    const [file = '', ...args] = [...server.wrap, ...words];
    return (await execute(file, args)).stdout;
  };
  await run('sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/lan0/disable_ipv6');
  await run('ip', 'route', 'add', 'default', 'via', second.ipv4);
  const read = async () => {
    const [devices, four, six] = await Promise.all(
      ['dev', 'snmp', 'snmp6'].map((name) => run('cat', `/proc/net/${name}`)),
    );
    const columns = /^\s*lan0:(.*)$/mu
      .exec(devices ?? '')?.[1]
      ?.trim()
      .split(/\s+/u);
    const [names = [], values = []] = [...(four ?? '').matchAll(/^Udp: (.*)$/gmu)].map(([, row = '']) =>
      row.split(' '),
    );
    const overFour = values[names.indexOf('OutDatagrams')];
    const overSix = /^Udp6OutDatagrams\s+(\d+)$/mu.exec(six ?? '')?.[1] ?? '0';
    return { packets: Number(columns?.at(9)), datagrams: Number(overFour) + Number(overSix) };
  };
  // What the kernel was about to say goes out yet.
  for (let last = Number.NaN; ;) {
    const { packets } = await read();
    if (packets === last) return read;
    last = packets;
    await sleep(500);
  }
}
