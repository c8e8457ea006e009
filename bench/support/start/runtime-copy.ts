import { copyFileSync, linkSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * The same Electron once more, for another app: its files are linked, and it finds the app where a packaged one lies.
 * @returns path of its program
 */
export function copyRuntime(executable: string, folder: string, app: string): string {
  copyTree(dirname(executable), folder);
  symlinkSync(app, join(folder, 'resources', 'app'));
  return join(folder, basename(executable));
}

function copyTree(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    // The app that lies there is another.
    if (entry.isDirectory() && entry.name === 'resources') mkdirSync(target);
    else if (entry.isDirectory()) copyTree(source, target);
    else if (entry.isFile()) place(source, target);
  }
}

/** Links a file; on another disk it is copied. */
function place(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (caught) {
    if (!(caught instanceof Error && 'code' in caught && caught.code === 'EXDEV')) throw caught;
    copyFileSync(source, target);
  }
}
