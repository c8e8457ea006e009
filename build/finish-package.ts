import { join } from 'node:path';
import { Arch, type AfterPackContext } from 'electron-builder';
import { hasDisplay } from './electron-binary.ts';
import { say } from './project.ts';
import { shipCode } from './shipped-code.ts';

/** Lays beside an app for Linux what it starts sooner with, where it can be run: on its own kind of processor, with a display. */
export async function finishPackage({ appOutDir, arch, electronPlatformName }: AfterPackContext): Promise<void> {
  if (electronPlatformName !== 'linux') return;
  const kind = Arch[arch];
  if (process.platform !== 'linux' || kind !== process.arch) {
    sayWithout(`this machine is no Linux on ${kind}`);
    return;
  }
  if (!hasDisplay()) {
    sayWithout('there is no display; xvfb-run gives one');
    return;
  }
  say('Starting the packed app once, to have its code compiled for the first start ...');
  try {
    await shipCode(join(appOutDir, 'lanpulse'), join(appOutDir, 'resources'), process.env);
  } catch (caught) {
    sayWithout(`it could not be started here. ${String(caught)}`);
  }
}

function sayWithout(why: string): void {
  say(`Packed without compiled code, so that its first start takes a moment longer: ${why}`);
}
