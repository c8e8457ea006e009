import { fileURLToPath } from 'node:url';
import { startProgram } from './program.ts';

const program = fileURLToPath(new URL('hook-program.ts', import.meta.url));

/** A service that takes messages on a host; see `hook-program.ts` for what it answers. */
export interface HookOnHost {
  readonly port: number;
  /** The messages so far, `POST /PATH` each. */
  readonly messages: () => readonly string[];
}

/** Starts one at an address of a host; it ends with the test. */
export async function startHookOn(wrap: readonly string[], address: string): Promise<HookOnHost> {
  const [file, ...args] = [...wrap, process.execPath, '--import', 'tsx', program, address];
  const service = startProgram(file, args);
  const port = Number(await service.firstLine);
  return { port, messages: () => service.stdout().trimEnd().split('\n').slice(1) };
}
