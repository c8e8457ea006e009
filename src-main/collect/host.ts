import { readFileSync } from 'node:fs';
import { cpus, hostname, release, type, uptime } from 'node:os';
import type { HostInfo } from '../../src-shared/protocol/events.ts';
import { borrowSystemInformation } from './portable/system-information.ts';

/** Where the facts of a machine are read; the defaults are the machine's own. */
export interface HostSources {
  readonly platform?: NodeJS.Platform;
  /** File in the form of os-release(5). Default `/etc/os-release`. */
  readonly osReleaseFile?: string;
  /** Models of the processors, one for each thread. Default: what Node tells. */
  readonly cpuModels?: readonly string[];
}

/** What does not change while the server runs. On Linux nothing is started for it, except where the kernel names no CPU. */
export async function readHost(sources: HostSources = {}): Promise<HostInfo> {
  const { platform = process.platform, osReleaseFile = '/etc/os-release' } = sources;
  const models = sources.cpuModels ?? cpus().map((core) => core.model);
  return {
    name: hostname(),
    os: (platform === 'linux' ? prettyName(osReleaseFile) : await distribution(platform)) ?? type(),
    kernel: `${type()} ${release().split('.').slice(0, 2).join('.')}`,
    cpuModel: await cpuModel(models, platform),
    threads: models.length,
    upSince: Math.round(Date.now() / 1000 - uptime()) * 1000,
  };
}

/** `PRETTY_NAME` of os-release(5), or `null`. */
function prettyName(file: string): string | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const value = /^PRETTY_NAME=(.*)$/mu.exec(text)?.[1]?.trim();
  if (value === undefined) return null;
  const plain = value.replace(/^(["'])(.*)\1$/u, '$2').replaceAll(/\\(.)/gu, '$1');
  return plain === '' ? null : plain;
}

async function distribution(platform: NodeJS.Platform): Promise<string | null> {
  const { si, release: giveBack } = await borrowSystemInformation(platform);
  try {
    const { distro, release: version } = await si.osInfo();
    return distro === '' ? null : platform === 'darwin' ? `${distro} ${version}` : distro;
  } catch {
    // A name for the header is not worth failing to start.
    return null;
  } finally {
    giveBack();
  }
}

/** Many ARM kernels name no model; systeminformation then knows the boards and asks lscpu(1). */
async function cpuModel(models: readonly string[], platform: NodeJS.Platform): Promise<string | null> {
  const [told = ''] = models;
  if (told.trim() !== '' && told !== 'unknown') return tidy(told);
  const { si, release: giveBack } = await borrowSystemInformation(platform);
  try {
    const { manufacturer, brand } = await si.cpu();
    return tidy(`${manufacturer} ${brand}`);
  } catch {
    return null;
  } finally {
    giveBack();
  }
}

function tidy(model: string): string | null {
  const text = model
    .replaceAll(/\((?:R|TM|tm)\)/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return text === '' ? null : text;
}
