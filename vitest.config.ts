import { defineConfig } from 'vitest/config'

// The deep run is long, and machines are busy.
const timeout = process.env['QCOMPUTE_DEEP'] === '1' ? 300_000 : 60_000

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'properties/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: timeout,
    hookTimeout: timeout,
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
})
