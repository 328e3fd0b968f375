import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The machine's cores are shared between the runner and the cells that the tests start.
    maxWorkers: 2,
    testTimeout: 60_000,
    // A browser that starts while cells are measured takes longer than ten seconds.
    hookTimeout: 60_000,
  },
});
