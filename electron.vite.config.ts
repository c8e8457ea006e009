import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import manifest from './package.json' with { type: 'json' };

/** Left out of the bundles: Node, Electron and everything that is installed beside the app. */
const external = [
  'electron',
  /^electron\//u,
  /^node:/u,
  ...Object.keys(manifest.dependencies).map((name) => new RegExp(`^${name}(/.*)?$`, 'u')),
];

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node20.18',
      sourcemap: true,
      externalizeDeps: true,
      rolldownOptions: {
        input: { main: 'src-main/main.ts', headless: 'src-main/headless.ts' },
        external,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    base: './',
    plugins: [svelte()],
    build: {
      outDir: 'out/renderer',
      target: ['chrome130', 'safari16.4', 'firefox128'],
      modulePreload: { polyfill: false },
      // The policy of the page allows no data: URLs for scripts and styles.
      assetsInlineLimit: 0,
      rolldownOptions: { input: 'src-renderer/index.html' },
    },
  },
});
