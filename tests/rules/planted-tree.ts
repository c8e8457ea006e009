/** Files of a small project with the rooms of the real one, where every import follows the arrows. */
export const soundTree: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'planted',
    type: 'module',
    dependencies: { valibot: '1', systeminformation: '1', 'better-sse': '1', hono: '1', selfsigned: '1' },
    devDependencies: { electron: '1', svelte: '1', 'chart.js': '1' },
  }),
  ...Object.fromEntries(
    [
      'valibot',
      'systeminformation',
      'better-sse',
      'hono',
      'selfsigned',
      'electron',
      'svelte',
      'chart.js',
      'sqlite',
    ].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
      [`node_modules/${name}/index.js`, ''],
    ]),
  ),
  // What the Svelte compiler imports.
  ...Object.fromEntries(
    ['client', 'disclose-version', 'flags/legacy'].map((name) => [`node_modules/svelte/internal/${name}.js`, '']),
  ),
  'src-shared/units.ts': "import * as v from 'valibot';\nexport const unit = v;\n",
  'src-shared/fault.ts': "export class Fault extends Error {}\nexport type Code = 'a';\n",
  'src-main/clock.ts': 'export const clock = 1;\n',
  'src-main/collect/cpu.ts': "import si from 'systeminformation';\nimport '../clock.ts';\nexport const cpu = si;\n",
  'src-main/collect/load.ts': 'export const load = 1;\n',
  'src-main/alerts/engine.ts': "import '../../src-shared/fault.ts';\nexport const engine = 1;\n",
  'src-main/history/open.ts': "import { DatabaseSync } from 'node:sqlite';\nexport const open = DatabaseSync;\n",
  'src-main/stream/hub.ts': "import '../clock.ts';\nexport const hub = 1;\n",
  'src-main/stream/sse.ts': "import sse from 'better-sse';\nimport './hub.ts';\nexport const session = sse;\n",
  'src-main/control/channel.ts': 'export const channel = 1;\n',
  'src-main/http/app.ts': "import 'hono';\nimport '../stream/sse.ts';\nexport const app = 1;\n",
  'src-main/sharing/switch.ts': "import '../clock.ts';\nexport const share = 1;\n",
  'src-main/tls/make.ts': "import 'selfsigned';\nimport '../clock.ts';\nexport const make = 1;\n",
  'src-main/serving.ts':
    "import './tls/make.ts';\nimport './http/app.ts';\nimport './sharing/switch.ts';\nexport const serving = 1;\n",
  'src-main/monitor.ts': [
    "import './collect/cpu.ts';\nimport './collect/load.ts';\nimport './alerts/engine.ts';\nimport './history/open.ts';",
    "import './serving.ts';\nimport './control/channel.ts';\nimport '../src-shared/units.ts';\nexport const start = 1;\n",
  ].join('\n'),
  'src-main/headless.ts': "import './monitor.ts';\n",
  'src-main/desktop/window.ts': "import { BrowserWindow } from 'electron';\nexport const open = BrowserWindow;\n",
  'src-main/main.ts': "import 'electron';\nimport './desktop/window.ts';\n",
  'src-main/desktop-app.ts': "import 'electron';\nimport './monitor.ts';\nimport './desktop/window.ts';\n",
  'src-renderer/main.ts': "import './app.svelte';\nimport '../src-shared/units.ts';\nimport 'chart.js';\n",
  'src-renderer/app.svelte':
    '<script lang="ts">\n  import { unit } from \'../src-shared/units.ts\';\n</script>\n{unit}\n',
};

/** One planted violation: the rule that must see it, and the file that breaks it. */
export interface Plant {
  readonly rule: string;
  readonly from: string;
  readonly source: string;
  /** Further files that the violation needs. */
  readonly also?: Readonly<Record<string, string>>;
}

/** At least one violation of every rule. */
export const plants: readonly Plant[] = [
  {
    rule: 'no-cycles',
    from: 'src-shared/chicken.ts',
    source: "import './egg.ts';\n",
    also: { 'src-shared/egg.ts': "import './chicken.ts';\n" },
  },
  { rule: 'no-unresolved', from: 'src-main/lost.ts', source: "import './nowhere.ts';\n" },
  {
    rule: 'no-barrels',
    from: 'src-main/access/lazy.ts',
    source: "import './index.ts';\n",
    also: { 'src-main/access/index.ts': 'export const all = 1;\n' },
  },
  { rule: 'shared-is-pure', from: 'src-shared/reads-files.ts', source: "import 'node:fs';\n" },
  { rule: 'shared-is-pure', from: 'src-shared/serves.ts', source: "import 'hono';\n" },
  { rule: 'shared-is-pure', from: 'src-shared/looks-up.ts', source: "import '../src-main/clock.ts';\n" },
  { rule: 'renderer-knows-shared-only', from: 'src-renderer/server.ts', source: "import '../src-main/clock.ts';\n" },
  {
    rule: 'renderer-knows-shared-only',
    from: 'src-renderer/card.svelte',
    source: '<script lang="ts">\n  import { clock } from \'../src-main/clock.ts\';\n</script>\n{clock}\n',
  },
  { rule: 'renderer-uses-no-node', from: 'src-renderer/files.ts', source: "import 'node:path';\n" },
  { rule: 'main-knows-shared-only', from: 'src-main/http/page.ts', source: "import '../../src-renderer/main.ts';\n" },
  ...[
    'alerts/engine',
    'history/open',
    'stream/hub',
    'http/app',
    'control/channel',
    'sharing/switch',
    'desktop/window',
  ].map((to) => ({
    rule: 'collect-stands-alone',
    from: `src-main/collect/to-${to.replace('/', '-')}.ts`,
    source: `import '../${to}.ts';\n`,
  })),
  { rule: 'alerts-stands-alone', from: 'src-main/alerts/reads.ts', source: "import '../collect/load.ts';\n" },
  { rule: 'history-stands-alone', from: 'src-main/history/sends.ts', source: "import '../stream/hub.ts';\n" },
  { rule: 'open-metrics-stands-alone', from: 'src-main/open-metrics/asks.ts', source: "import '../stream/hub.ts';\n" },
  { rule: 'notes-stands-alone', from: 'src-main/notes/tells.ts', source: "import '../stream/hub.ts';\n" },
  {
    rule: 'stream-stands-alone',
    from: 'src-main/stream/types.ts',
    source: "import type { cpu } from '../collect/cpu.ts';\nexport type Cpu = typeof cpu;\n",
  },
  { rule: 'stream-stands-alone', from: 'src-main/stream/route.ts', source: "import '../http/app.ts';\n" },
  { rule: 'sharing-stands-alone', from: 'src-main/sharing/opens.ts', source: "import '../http/app.ts';\n" },
  { rule: 'sharing-stands-alone', from: 'src-main/tls/tells.ts', source: "import '../stream/hub.ts';\n" },
  { rule: 'rooms-do-not-compose', from: 'src-main/sharing/joins.ts', source: "import '../serving.ts';\n" },
  { rule: 'rooms-do-not-compose', from: 'src-main/http/shows.ts', source: "import '../desktop-app.ts';\n" },
  { rule: 'rooms-do-not-compose', from: 'src-main/http/figures.ts', source: "import '../monitor.ts';\n" },
  { rule: 'electron-in-the-shell-only', from: 'src-main/http/dialog.ts', source: "import 'electron';\n" },
  { rule: 'desktop-in-the-shell-only', from: 'src-main/http/focus.ts', source: "import '../desktop/window.ts';\n" },
  {
    rule: 'headless-reaches-no-electron',
    from: 'src-main/headless.ts',
    source: "import './monitor.ts';\nimport './helper.ts';\n",
    also: { 'src-main/helper.ts': "import './desktop/window.ts';\n" },
  },
  { rule: 'systeminformation-in-collect-only', from: 'src-main/http/os.ts', source: "import 'systeminformation';\n" },
  { rule: 'better-sse-in-sse-only', from: 'src-main/stream/push.ts', source: "import 'better-sse';\n" },
  { rule: 'selfsigned-in-tls-only', from: 'src-main/http/signs.ts', source: "import 'selfsigned';\n" },
  { rule: 'sqlite-in-history-only', from: 'src-main/config/store.ts', source: "import 'node:sqlite';\n" },
  { rule: 'sqlite-in-history-only', from: 'src-main/config/cache.ts', source: "import 'sqlite';\n" },
  { rule: 'product-needs-no-dev-dependency', from: 'src-main/http/draw.ts', source: "import 'chart.js';\n" },
];
