import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ensureBuilt, root } from '../cli/command.js'
import { faceOf } from './declarations.js'

beforeAll(() => ensureBuilt())

describe('public faces', () => {
  test.each([
    ['qcompute', 'index.d.ts', '', 20],
    ['qcompute/xstate', 'oracle/xstate.d.ts', 'index.d.ts', 4],
    ['qcompute/web', 'web/index.d.ts', '', 8],
  ])('every type that a signature of %s mentions is exported', (_name, file, beside, least) => {
    const { names, hidden } = faceOf(join(root, 'dist', file), beside === '' ? undefined : join(root, 'dist', beside))
    expect(names.length).toBeGreaterThanOrEqual(least)
    expect(hidden).toEqual([])
  })
})
