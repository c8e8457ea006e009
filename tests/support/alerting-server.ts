import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import { expect, onTestFinished } from 'vitest';
import { alertsSchema, type Alerts } from '../../src-shared/protocol/alerts.ts';
import { replySchema } from '../../src-shared/protocol/commands.ts';
import { rulesSchema, type Rule } from '../../src-shared/protocol/rule.ts';
import { startServer, type RunningServer, type ServerOptions } from './server.ts';

/** The real server, stopped after the test. */
export async function serverForTest(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await startServer(options);
  onTestFinished(async () => {
    if (server.child.exitCode === null && server.child.signalCode === null) await server.stop();
  });
  return server;
}

/** The same with every rule turned off, see {@link quietRules}. */
export async function quietServerForTest(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await serverForTest(options);
  await quietRules(server.url);
  return server;
}

/** Sends a command by POST, and demands that it is not refused. */
export async function command(url: string, type: string, fields: Readonly<Record<string, unknown>>): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/commands`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ id: 'test', type, ...fields }),
  });
  const reply = v.parse(replySchema, await response.json());
  if (!reply.ok) throw new Error(`${type}: ${reply.error.message}`);
  return reply.result;
}

/** A rule that every machine breaks as soon as it is asked. */
export const alwaysFires: Rule = {
  series: 'memory.usedShare',
  instance: '*',
  direction: 'above',
  warn: 0.1,
  critical: null,
  clear: 0.05,
  forMs: 500,
  keepMs: 500,
  enabled: true,
};

/** The same with levels that no machine reaches. */
export const neverFires: Rule = { ...alwaysFires, warn: 99.9, clear: 99.8 };

/** Puts a rule in force. */
export async function setRule(url: string, rule: Rule): Promise<void> {
  await command(url, 'threshold.set', { rule });
}

/** Turns every rule off: a busy machine breaks some of those that each server begins with, when nobody expects it. */
export async function quietRules(url: string): Promise<void> {
  for (const rule of rulesOff(await (await fetch(`${url}/api/v1/rules`)).json())) await setRule(url, rule);
}

/** What to set to turn every rule off, by an answer of `rules`. */
export function rulesOff(answer: unknown): readonly Rule[] {
  return v.parse(rulesSchema, answer).rules.map((rule) => ({ ...rule, enabled: false }));
}

/** States and log as the server tells them. */
export async function fetchAlerts(url: string): Promise<Alerts> {
  return v.parse(alertsSchema, await (await fetch(`${url}/api/v1/alerts`)).json());
}

/** A server on which nothing but {@link alwaysFires} fires. */
export async function firingServerForTest(): Promise<RunningServer> {
  const server = await quietServerForTest();
  await setRule(server.url, alwaysFires);
  const states = async () => (await fetchAlerts(server.url)).states.map(({ series, state }) => `${series} ${state}`);
  await expect.poll(states, { timeout: 30_000 }).toContain(`${alwaysFires.series} warn`);
  return server;
}

const sampleSchema = v.object({ m: v.object({ cpu: v.object({ total: v.nullable(v.number()) }) }) });

/** What the CPU is used by others, percent: the mean of some seconds as the server measures them. */
export async function meanCpu(url: string): Promise<number> {
  const values: number[] = [];
  const response = await fetch(`${url}/api/v1/events?metrics=cpu`);
  const text = response.body?.pipeThrough(new TextDecoderStream()) ?? [];
  for await (const part of text) {
    for (const [, data = ''] of part.matchAll(/^data: ?(.*)$/gmu)) {
      const parsed = v.safeParse(sampleSchema, safeJson(data));
      if (parsed.success && parsed.output.m.cpu.total !== null) values.push(parsed.output.m.cpu.total);
    }
    if (values.length >= 4) break;
  }
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

function safeJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // Half an event; the next one counts.
    return null;
  }
}

/** Keeps every core busy until the returned function is called. */
export function loadCpu(): () => void {
  const children = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  const stop = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  onTestFinished(stop);
  return stop;
}
