/** The arrows of the architecture (ARCHITECTURE.md): every rule is an error, type-only imports count too. */

const room = (name) => `^src-main/${name}/`;
const composition = '^src-main/(monitor|serving|main|desktop-app|headless|run-command|preload)\\.ts$';

/** Rooms of the pipeline that only monitor.ts joins. */
const parts = ['collect', 'alerts', 'history', 'notes', 'stream', 'open-metrics'];

const partRules = parts.map((part) => ({
  name: `${part}-stands-alone`,
  comment: `${part} knows none of the other parts and nothing of the rooms that serve or show; monitor.ts joins them.`,
  severity: 'error',
  from: { path: room(part) },
  to: {
    path: [...parts.filter((other) => other !== part), 'http', 'control', 'sharing', 'desktop'].map(room),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'An import that leads nowhere hides what it would have broken.',
      severity: 'error',
      from: {},
      // Newer Nodes have modules that an older one, which runs this check, does not know.
      to: { couldNotResolve: true, pathNot: '^node:' },
    },
    {
      name: 'no-barrels',
      comment: 'Import from the file that owns the name.',
      severity: 'error',
      from: {},
      to: { path: ['^src-[a-z]+/index[.](ts|js)$', '^src-[a-z]+/.+/index[.](ts|js)$'] },
    },
    {
      name: 'shared-is-pure',
      comment: 'src-shared imports nothing but its schema library: no DOM, no Node, no other layer.',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: { pathNot: ['^src-shared/', '^node_modules/valibot/'] },
    },
    {
      name: 'renderer-knows-shared-only',
      comment: 'The page runs in any browser: of our own code it imports src-shared only.',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { pathNot: ['^src-renderer/', '^src-shared/', '^node_modules/'] },
    },
    {
      name: 'renderer-uses-no-node',
      comment: 'A browser has no Node modules.',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'main-knows-shared-only',
      comment: 'src-main imports its own rooms and src-shared.',
      severity: 'error',
      from: { path: '^src-main/' },
      to: { path: '^(src-renderer|tests|build|bench|resources)/' },
    },
    ...partRules,
    {
      name: 'sharing-stands-alone',
      comment:
        'Switch and certificates are handed what they open and tell; serving.ts joins them with those who answer.',
      severity: 'error',
      from: { path: [room('sharing'), room('tls')] },
      to: { path: [...parts, 'http', 'control', 'desktop'].map(room) },
    },
    {
      name: 'rooms-do-not-compose',
      comment: 'The composition root and the entries join the rooms, never the other way round.',
      severity: 'error',
      from: { path: '^src-main/[^/]+/', pathNot: room('desktop') },
      to: { path: composition },
    },
    {
      name: 'electron-in-the-shell-only',
      comment: 'Headless must run without electron.',
      severity: 'error',
      from: { pathNot: ['^src-main/(main|desktop-app|preload)\\.ts$', room('desktop'), '^(tests|build)/'] },
      to: { path: ['^electron$', '^node_modules/electron/'] },
    },
    {
      name: 'desktop-in-the-shell-only',
      comment: 'Whoever imports desktop/ needs electron.',
      severity: 'error',
      from: { path: '^src-main/', pathNot: ['^src-main/(main|desktop-app|preload)\\.ts$', room('desktop')] },
      to: { path: room('desktop') },
    },
    {
      name: 'headless-reaches-no-electron',
      comment: 'Not even through other files.',
      severity: 'error',
      from: { path: '^src-main/headless\\.ts$' },
      to: { path: ['^electron$', '^node_modules/electron/'], reachable: true },
    },
    {
      name: 'systeminformation-in-collect-only',
      comment: 'One seam to the operating system.',
      severity: 'error',
      from: { pathNot: [room('collect'), '^(tests|bench)/'] },
      to: { path: '^node_modules/systeminformation/' },
    },
    {
      name: 'better-sse-in-sse-only',
      comment: 'Its surprises stay behind one file.',
      severity: 'error',
      from: { pathNot: ['^src-main/stream/sse[^/]*\\.ts$', '^(tests|bench)/'] },
      to: { path: '^node_modules/better-sse/' },
    },
    {
      name: 'selfsigned-in-tls-only',
      comment: 'One maker of certificates.',
      severity: 'error',
      from: { pathNot: [room('tls'), '^tests/'] },
      to: { path: '^node_modules/selfsigned/' },
    },
    {
      name: 'sqlite-in-history-only',
      comment: 'One writer of the database.',
      severity: 'error',
      from: { pathNot: [room('history'), '^(tests|bench)/'] },
      to: { path: ['^(node:)?sqlite$', '^node_modules/(better-)?sqlite', '^node_modules/@[^/]+/sqlite'] },
    },
    {
      name: 'product-needs-no-dev-dependency',
      comment: 'What runs headless is installed with --omit=dev.',
      severity: 'error',
      from: {
        path: '^(src-main|src-shared)/',
        pathNot: ['^src-main/(main|desktop-app|preload)\\.ts$', room('desktop')],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|\\.cache|test-results)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types', 'svelte'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.js', '.svelte', '.json'],
    },
  },
};
