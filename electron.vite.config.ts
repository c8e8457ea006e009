import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { firstScript } from './build/first-script.ts';
import { lateHttp2 } from './build/late-http2.ts';
import { bundled, inOneByte } from './build/main-bundle.ts';
import { pageScript } from './build/page-script.ts';
import { stillIcons } from './build/still-icons.ts';

/** Where `npm run dev` has the server; the page comes from Vite then and passes on what only the server knows. */
const server = `http://127.0.0.1:${process.env.LANPULSE_PORT ?? '4780'}`;

/** What begins a server, or a window, and is no part of it. */
const apart =
  /\/src-main\/(?:desktop\/|desktop-app|headless|node-modules|stay-small|web-classes|main)|\/node_modules\/undici\//;

const page = pageScript('/src-renderer/Page.svelte', 'page');

/** What the bundles are made of wants its licences to come along; packages that stay outside bring their own. */
const license = { fileName: 'third-party-licenses.txt' };

// Node's modules, Electron and the other dependencies in package.json stay outside; electron-vite sees to it.
export default defineConfig({
  main: {
    plugins: [inOneByte, lateHttp2],
    // Only asked for by what the router has for WebSockets, which we do not use: since Node 23 to ask for them loads Node's HTTP
    // client, which src-main/web-classes.ts is there to do without.
    define: { 'globalThis.CloseEvent': 'undefined', 'globalThis.ErrorEvent': 'undefined' },
    build: {
      outDir: 'out/main',
      target: 'node20.18',
      externalizeDeps: { exclude: bundled },
      sourcemap: true,
      license,
      rolldownOptions: {
        // Of what it imports it uses nothing, and yet it is there for that; the second are asked for by nobody else in a way that
        // the bundler knows.
        treeshake: {
          moduleSideEffects: [
            { test: /\/src-main\/node-modules\.ts$/, sideEffects: true },
            { test: /^node:(?:assert|cluster|http|util\/types|worker_threads)$/, external: true, sideEffects: true },
          ],
        },
        input: {
          main: 'src-main/main.ts',
          'desktop-app': 'src-main/desktop-app.ts',
          headless: 'src-main/headless.ts',
        },
        output: {
          // The older kind of module: Electron and Node both load it sooner by a tenth.
          format: 'cjs',
          // As in a module, which says so by being one.
          strict: true,
          // What is asked for later is required then, too: main.ts runs scripts of which Node knows nothing to import from.
          dynamicImportInCjs: false,
          entryFileNames: '[name].cjs',
          chunkFileNames: '[name]-[hash].cjs',
          comments: { jsdoc: false },
          // What a server is made of stands apart from what begins it: headless.ts sets V8's flags before that is loaded,
          // and main.ts looks for what V8 has made of it before.
          codeSplitting: {
            groups: [
              { name: 'data-dir', test: /\/config\/default-data-dir\./, priority: 1 },
              {
                name: 'server',
                tags: ['$initial'],
                test: (id) => !apart.test(id),
              },
            ],
          },
        },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    base: './',
    plugins: [stillIcons, svelte({ configFile: '../svelte.config.js' }), page.plugin, firstScript('load-again.js')],
    build: {
      outDir: 'out/renderer',
      // The last level that all supported browsers know whole; electron-vite takes one name only.
      target: 'es2022',
      cssTarget: ['chrome130', 'safari16.4', 'firefox128'],
      minify: true,
      modulePreload: { polyfill: false },
      // The page's policy allows scripts, styles and fonts from files only.
      assetsInlineLimit: 0,
      license,
      rolldownOptions: {
        input: { index: resolve('src-renderer/index.html'), 'load-again': resolve('src-renderer/boot/load-again.ts') },
        output: {
          entryFileNames: ({ name }) => (name === 'load-again' ? '[name].js' : 'assets/[name]-[hash].js'),
          // What asks for the numbers is one piece, and what shows them another: two dozen requests cost more than they save.
          codeSplitting: {
            groups: [
              { name: 'first', tags: ['$initial'], test: (id) => !id.includes('/load-again.'), priority: 1 },
              { name: 'page', test: page.holds },
            ],
          },
        },
      },
    },
    server: {
      // The server wants its own name and origin in a request, as from its own page.
      proxy: Object.fromEntries(
        ['/api', '/healthz', '/metrics'].map((path) => [
          path,
          { target: server, changeOrigin: true, ws: true, headers: { origin: server } },
        ]),
      ),
    },
  },
});
