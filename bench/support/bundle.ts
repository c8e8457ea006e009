import { join } from 'node:path';
import { build } from 'vite';
import { bundled, inOneByte } from '../../build/main-bundle.ts';
import { inProject } from '../../build/project.ts';

/**
 * Bundles a program of the bench as the product's build does. A loader that compiles while the program runs would weigh more
 * than the program.
 * @param folder in the project, so that the packages are found
 * @returns its path
 */
export async function bundle(entry: string, folder: string): Promise<string> {
  await build({
    configFile: false,
    root: inProject(),
    publicDir: false,
    logLevel: 'warn',
    plugins: [inOneByte],
    ssr: { noExternal: [...bundled] },
    build: {
      ssr: entry,
      outDir: folder,
      target: 'node20.18',
      rolldownOptions: { output: { entryFileNames: 'program.js', comments: { jsdoc: false } } },
    },
  });
  return join(folder, 'program.js');
}
