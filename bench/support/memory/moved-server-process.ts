import { inProject } from '../../../build/project.ts';
import { startWorker } from '../worker.ts';
import * as told from './questions.ts';

/** A server in another process, by a clock that is moved from here. */
export interface MovedServer {
  readonly url: string;
  readonly pid: number;
  /** What its wall clock says. */
  nowMs(): number;
  /** Id of its newest sample; `null` before the first. */
  newestId(): string | null;
  /** Lets seconds pass, each as soon as the sample of the one before has come. */
  pass(seconds: number): Promise<void>;
  /** What its heap holds after a collection. */
  heapBytes(): Promise<number>;
  stop(): Promise<void>;
}

/** What {@link startMovedServer} needs. */
export interface MovedServerOptions {
  readonly node: string;
  /** `moved-server.ts`, bundled. */
  readonly program: string;
  readonly dataDir: string;
  /** What its wall clock says at first. */
  readonly startMs: number;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts it. */
export async function startMovedServer({
  node,
  program,
  dataDir,
  startMs,
  env,
}: MovedServerOptions): Promise<MovedServer> {
  const worker = startWorker(program, [dataDir, inProject('out', 'renderer'), String(startMs)], {
    node,
    isBuilt: true,
    // It tells of each change of a threshold.
    isSilent: true,
    env,
  });
  try {
    const { url } = await worker.ask({ ask: 'address' }, told.address);
    let nowMs = startMs;
    let newestId: string | null = null;
    return {
      url,
      pid: worker.pid,
      nowMs: () => nowMs,
      newestId: () => newestId,
      async pass(seconds) {
        ({ nowMs, newestId } = await worker.ask({ ask: 'pass', seconds }, told.passed));
      },
      heapBytes: async () => (await worker.ask({ ask: 'heap' }, told.heap)).usedBytes,
      stop: () => worker.stop(),
    };
  } catch (caught) {
    await worker.stop();
    throw caught;
  }
}
