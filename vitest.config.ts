import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/**
 * Four projects. `page` compiles runes as a browser would run them; `integration` and `e2e` measure this machine and
 * drive real programs, so they run one file at a time and after everything else.
 */
export default defineConfig({
  test: {
    reporters: ['default'],
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/src-main/**/*.test.ts', 'tests/src-shared/**/*.test.ts', 'tests/rules/**/*.test.ts'],
          testTimeout: 10_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'page',
          include: ['tests/src-renderer/**/*.test.ts'],
          testTimeout: 10_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
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
