import Bowser from 'bowser';
import type { Principal } from './principal.ts';

/** No browser needs more to be told; what a header holds beyond it is not looked at. */
const readLength = 512;

/** What a program calls itself first, `curl/8.5.0`, for those that people and scripts watch with. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/^curl\b/iu, 'curl'],
  [/^wget\b/iu, 'Wget'],
  [/^httpie\b/iu, 'HTTPie'],
  [/^python\b|^aiohttp\b/iu, 'Python'],
  [/^node\b|^undici\b|^axios\b/iu, 'Node.js'],
  [/^deno\b/iu, 'Deno'],
  [/^bun\b/iu, 'Bun'],
  [/^go-http-client\b/iu, 'Go'],
  [/^prometheus\b/iu, 'Prometheus'],
  [/^home ?assistant\b/iu, 'Home Assistant'],
];

const browsers = new Set(Object.values(Bowser.BROWSER_MAP));
const systems = new Set(Object.values(Bowser.OS_MAP));

const unknown = 'Unknown device';

/**
 * Name of a screen or program as other people read it: `Chrome on Android`, `Lanpulse window`, `curl`. Every word of it
 * comes from a list of ours or of the library; nothing that a sender chose gets through.
 * @param userAgent the request's header
 */
export function deviceName({ owner }: Pick<Principal, 'owner'>, userAgent: string | undefined): string {
  if (owner === 'window') return 'Lanpulse window';
  const text = userAgent?.slice(0, readLength) ?? '';
  const program = programs.find(([pattern]) => pattern.test(text));
  if (program !== undefined) return program[1];
  if (text === '') return unknown;
  const parser = Bowser.getParser(text);
  const model = parser.getPlatform().model;
  const isHandheld = model === 'iPhone' || model === 'iPad';
  const browser = known(parser.getBrowserName(), browsers);
  const system = isHandheld ? model : known(parser.getOSName(), systems);
  if (browser === null) return system === null ? unknown : `A browser on ${system}`;
  return system === null ? browser : `${browser} on ${system}`;
}

function known(name: string, names: ReadonlySet<string>): string | null {
  return names.has(name) ? name : null;
}
