import { configDefaults, defineConfig } from 'vitest/config'

const isDeep = process.env['QCOMPUTE_DEEP'] === '1'
// The deep run is long, and machines are busy.
const timeout = isDeep ? 300_000 : 60_000
// What starts a process for each of many hostile inputs, or makes inputs at random for minutes.
const long = ['test/hostile/**', 'test/fuzz/**']

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'properties/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(isDeep ? [] : long)],
    pool: 'forks',
    // Loading the modules anew for each file would take a quarter of the time; no test may change what others see.
    isolate: false,
    maxWorkers: 2,
    testTimeout: timeout,
    hookTimeout: timeout,
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
})
