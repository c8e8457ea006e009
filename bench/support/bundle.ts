import { basename, join } from 'node:path';
import { build } from 'vite';
import { bundled, inOneByte } from '../../build/main-bundle.ts';
import { inProject } from '../../build/project.ts';
import { removal } from './folder.ts';

/** A program of the bench, bundled. */
export interface Bundled {
  readonly path: string;
  /** Takes it away. */
  readonly remove: () => void;
}

/**
 * Bundles a program of the bench as the product's build does. A loader that compiles while the program runs would weigh more
 * than the program.
 * @param entry its source
 */
export async function bundle(entry: string): Promise<Bundled> {
  // Beside the packages that it needs.
  const folder = inProject('.cache', `bench-${basename(entry, '.ts')}-${String(process.pid)}`);
  const remove = removal(folder);
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
  return { path: join(folder, 'program.js'), remove };
}
