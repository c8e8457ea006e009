import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { inCi } from './browser.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** For `describe.skipIf(...)`: true where Prometheus is not installed and this is not the build that decides. */
export function lacksPrometheus(): boolean {
  if (inCi || spawnSync('promtool', ['--version']).status === 0) return false;
  process.stderr.write('Prometheus is not installed: the tests with it are skipped (CI would fail).\n');
  return true;
}

/** What promtool has to say about a text for scrapers: nothing where all is well. */
export function checkMetrics(text: string): { readonly status: number | null; readonly complaints: string } {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  return { status, complaints: stdout + stderr };
}

/** One number that Prometheus holds. */
interface Found {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const answerSchema = v.object({
  data: v.object({
    result: v.array(v.object({ metric: v.record(v.string(), v.string()), value: v.tuple([v.number(), v.string()]) })),
  }),
});

/** Runs Prometheus until the test ends, scraping one server each second with a bearer token. */
export async function startPrometheus(
  target: string,
  token: string,
): Promise<{ find: (query: string) => Promise<readonly Found[]> }> {
  const folder = temporaryFolder();
  const config = join(folder, 'prometheus.yml');
  const job = {
    job_name: 'lanpulse',
    scrape_interval: '1s',
    scrape_timeout: '1s',
    authorization: { credentials: token },
    static_configs: [{ targets: [new URL(target).host] }],
  };
  // JSON is YAML.
  await writeFile(config, JSON.stringify({ scrape_configs: [job] }));
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--log.format=json',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const address = /"Listening on".*/u.test(line) ? /127\.0\.0\.1:\d+/u.exec(line)?.[0] : undefined;
      if (address !== undefined) resolve(`http://${address}`);
    });
    child.once('exit', (code) => {
      reject(new Error(`Prometheus ended with ${String(code)}`));
    });
  });
  return {
    find: async (query) => {
      for (;;) {
        const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
        // Until it has started up it answers 503.
        const found = response.ok ? v.parse(answerSchema, await response.json()).data.result : [];
        if (found.length > 0)
          return found.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
        await sleep(100);
      }
    },
  };
}
