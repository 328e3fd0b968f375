import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The machine's cores are shared between the runner and the cells that the tests start.
    maxWorkers: 2,
    // A load and who holds what it leaks take 50 s where the machine is slow: nothing is judged by this limit.
    testTimeout: 180_000,
    // A browser that starts while cells are measured takes longer than ten seconds.
    hookTimeout: 60_000,
  },
});
