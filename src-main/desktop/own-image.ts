import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, sep } from 'node:path';

/**
 * The AppImage that this process runs from; `null` where it runs from none. A shell inside another AppImage hands on what
 * names that one: only where our program lies in the folder that was unpacked is the AppImage ours.
 */
export function ownImage({ APPIMAGE: image = '', APPDIR: unpacked = '' }: NodeJS.ProcessEnv): string | null {
  if (![image, unpacked].every((path) => isAbsolute(path) && existsSync(path))) return null;
  return process.execPath.startsWith(realpathSync(unpacked) + sep) ? image : null;
}
