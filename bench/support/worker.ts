import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as v from 'valibot';
import { plainEnvironment } from './plain-environment.ts';

/** A program of a bench that runs beside it and does what it is asked, one thing after the other. */
export interface Worker {
  /** Sends a question and waits for its answer. */
  ask<Answer>(question: object, schema: v.GenericSchema<unknown, Answer>): Promise<Answer>;
  stop(): Promise<void>;
  readonly pid: number;
}

/** How a worker is started where it is not one of the bench's sources. */
export interface WorkerOptions {
  /** The Node that runs it. Default: the one that runs the bench. */
  readonly node?: string;
  /** It is plain JavaScript and needs no loader. Default false. */
  readonly isBuilt?: boolean;
  /** What it says on stderr is not for the person at the terminal. Default false. */
  readonly isSilent?: boolean;
  /** Variables beside those of the bench. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Starts one of the bench's own programs, which can collect its garbage when told.
 * @param args words after its name
 */
export function startWorker(path: string, args: readonly string[] = [], options: WorkerOptions = {}): Worker {
  const { node = process.execPath, isBuilt = false, isSilent = false, env = {} } = options;
  const child = fork(path, [...args], {
    execPath: node,
    env: plainEnvironment(env),
    execArgv: [...(isBuilt ? [] : ['--import', 'tsx']), '--expose-gc'],
    stdio: ['ignore', 'inherit', isSilent ? 'ignore' : 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    async ask(question, schema) {
      const answered = once(child, 'message');
      child.send(question);
      const told: unknown[] = await Promise.race([
        answered,
        ended.then(([code]): never => {
          throw new Error(`A program of the bench ended with ${String(code)}: ${path}`);
        }),
      ]);
      return v.parse(schema, told[0]);
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** In such a program: answers each question that fits the schema. */
export function answerQuestions<Question>(
  schema: v.GenericSchema<unknown, Question>,
  answer: (question: Question) => object | Promise<object>,
): void {
  process.on('message', (message) => {
    void Promise.resolve(answer(v.parse(schema, message))).then((told) => process.send?.(told));
  });
  process.on('disconnect', () => {
    process.exit();
  });
}
