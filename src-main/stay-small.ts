import { setFlagsFromString } from 'node:v8';

/** What one version of V8 calls the work that a function does before it is compiled for speed, and how much that is. */
interface CompileAfter {
  readonly flag: string;
  readonly standard: number;
}

/** While the server starts, this many times as much. */
const laterTimes = 15;

const byInvocations: CompileAfter = { flag: '--invocation-count-for-turbofan', standard: 3_000 };
/** By V8's main version: one that does not know a name says so on stderr, so that nothing is asked of those to come. */
const compileAfter: Readonly<Record<string, CompileAfter>> = {
  // In bytes of bytecode.
  11: { flag: '--interrupt-budget', standard: 67_584 },
  12: byInvocations,
  13: byInvocations,
};

/** Settings of V8 for the start of the server, and what is set back after it; none for a version that is not known here. */
export function smallFlags(v8Version: string): {
  readonly start: readonly string[];
  readonly after: readonly string[];
} {
  const known = compileAfter[v8Version.split('.')[0] ?? ''];
  if (known === undefined) return { start: [], after: [] };
  const { flag, standard } = known;
  return {
    start: [
      `${flag}=${String(standard * laterTimes)}`,
      // Young garbage is collected often instead of in up to 32 MiB.
      '--semi-space-growth-factor=1',
      // The old is collected before the heap has doubled.
      '--optimize-for-size',
    ],
    after: [`${flag}=${String(standard)}`],
  };
}

/**
 * Asks V8 to spend less memory on speed than it does by default. Must come before the rest of the program is loaded: to
 * compile in the background what only runs at the start takes more memory than the server's data, and the allocator keeps
 * it. None of these settings changes what a program does, and V8 looks at each when it decides, so that they may be set while
 * it runs, which is not so for every setting.
 * @returns to be called when the server has started: what is asked for from then on, such as a preview under a finger, is compiled
 * as early as ever
 */
export function staySmall(): () => void {
  const { start, after } = smallFlags(process.versions.v8);
  const set = (flags: readonly string[]) => {
    for (const flag of flags) setFlagsFromString(flag);
  };
  set(start);
  return () => {
    set(after);
  };
}
