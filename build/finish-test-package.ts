import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LinuxTargetHelper } from 'app-builder-lib/out/targets/LinuxTargetHelper.js';
import { LinuxPackager, type AfterPackContext } from 'electron-builder';

/**
 * Finishes a package of the Electron that tests run: takes away the link by which that opens the project, and writes the
 * desktop entry that deb, rpm and AppImage would carry, for those cannot be made everywhere.
 */
export async function finishTestPackage({ appOutDir, outDir, packager }: AfterPackContext): Promise<void> {
  await rm(join(appOutDir, 'resources', 'app'), { force: true });
  if (!(packager instanceof LinuxPackager)) return;
  const helper = new LinuxTargetHelper(packager);
  await helper.writeDesktopEntry(packager.platformSpecificBuildOptions, undefined, join(outDir, 'lanpulse.desktop'));
}
