import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time that a process and all that it started have used so far, ms: what the scheduler counted for each of their threads
 * (first field of `/proc/PID/task/TID/schedstat`, ns). Of threads that have ended nothing is counted.
 * @throws where nothing was counted for the process itself
 */
export function treeCpuMs(root: number): number {
  // A kernel without these counts has no such file, or zeros in it.
  if (!/^[1-9]/u.test(textOf(`/proc/${String(root)}/schedstat`))) {
    throw new Error(`The CPU time of process ${String(root)} is not known: it has ended, or the kernel counts none.`);
  }
  let sum = 0;
  for (const pid of treeOf(root)) {
    for (const thread of namesIn(`/proc/${String(pid)}/task`)) {
      const [ran = '0'] = textOf(`/proc/${String(pid)}/task/${thread}/schedstat`).split(' ');
      sum += Number(ran) / 1e6;
    }
  }
  return sum;
}

/** Proportional set size of a process and all that it started, bytes. */
export function treePssBytes(root: number): number {
  return treeOf(root).reduce((sum, pid) => sum + memoryOf(pid).pssBytes, 0);
}

/** Memory of one process, bytes: its share of what it has in common with others, and all of it. */
export function memoryOf(pid: number): { readonly pssBytes: number; readonly rssBytes: number } {
  const text = textOf(`/proc/${String(pid)}/smaps_rollup`);
  const [pssBytes = 0, rssBytes = 0] = ['Pss', 'Rss'].map((name) => {
    const found = new RegExp(`^${name}:\\s+(?<kib>\\d+) kB$`, 'mu').exec(text);
    return Number(found?.groups?.kib ?? 0) * 1_024;
  });
  return { pssBytes, rssBytes };
}

/** All that a process has started, directly or not, and that still runs. */
export function descendantsOf(root: number): readonly number[] {
  return treeOf(root).slice(1);
}

function treeOf(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of namesIn('/proc').filter((one) => /^\d+$/u.test(one))) {
    // What a program is called may hold anything, a bracket too.
    const stat = textOf(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** Processes and threads end while one looks at them: then there is nothing. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (caught) {
    return hasGone(caught) ? [] : fail(caught);
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (caught) {
    return hasGone(caught) ? '' : fail(caught);
  }
}

function hasGone(caught: unknown): boolean {
  return caught instanceof Error && 'code' in caught && (caught.code === 'ENOENT' || caught.code === 'ESRCH');
}

function fail(caught: unknown): never {
  throw caught;
}
