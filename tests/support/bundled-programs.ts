import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { inProject } from '../../build/project.ts';

/** Programs of tests/support, each in one file that starts fast. */
export interface BundledPrograms {
  /** Path of a program. */
  file(name: string): string;
  remove(): void;
}

/** Bundles programs that a test starts many times. Native packages stay where they are. */
export async function bundlePrograms(names: readonly string[]): Promise<BundledPrograms> {
  // Within the project, so that packages are found from there.
  mkdirSync(inProject('.cache'), { recursive: true });
  const folder = mkdtempSync(inProject('.cache', 'programs-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true, external: ['@photostructure/sqlite'] },
    build: {
      ssr: true,
      outDir: folder,
      target: 'node20',
      rolldownOptions: {
        input: names.map((name) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))),
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  return {
    file: (name) => join(folder, `${name}.js`),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
