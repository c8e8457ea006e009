import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** What did not match is told whole: a failure elsewhere may never come again. */
const chaiConfig = { truncateThreshold: 0 };

/** What is awaited by looking again and again; its default of a second is too short for a machine that has much to do. */
const expect = { poll: { timeout: 20_000 } };

/**
 * Four projects. `page` compiles runes as a browser would run them; `integration` and `e2e` measure this machine and
 * drive real programs, so they run one file at a time and after everything else. Limits of time only end what hangs:
 * some tests calculate for seconds, and a loaded machine takes many times as long.
 */
export default defineConfig({
  test: {
    reporters: ['default'],
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          chaiConfig,
          expect,
          include: ['tests/{src-main,src-shared,build,rules}/**/*.test.ts'],
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'page',
          chaiConfig,
          expect,
          include: ['tests/src-renderer/**/*.test.ts'],
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          chaiConfig,
          expect,
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          chaiConfig,
          expect,
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
