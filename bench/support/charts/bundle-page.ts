import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { inProject } from '../../../build/project.ts';

/** What the page of the bench consists of. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

/** Bundles the page as the product's own is, minified and for browsers. */
export async function bundlePage(): Promise<PageFiles> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    plugins: [svelte({ configFile: inProject('svelte.config.js') })],
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      lib: { entry: join(import.meta.dirname, 'page.ts'), formats: ['iife'], name: 'benchPage' },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  const script = outputs.flatMap((one) => (one.type === 'chunk' ? [one.code] : [])).join('\n');
  const style = outputs
    .flatMap((one) => (one.type === 'asset' && one.fileName.endsWith('.css') ? [String(one.source)] : []))
    .join('\n');
  return { script, style };
}
