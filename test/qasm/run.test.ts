import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { compileLaw, openSession } from '../../src/engine/index.js'
import type { CompiledLaw } from '../../src/engine/index.js'
import { bindLaw } from '../../src/kernel/index.js'
import type { Kernel } from '../../src/kernel/index.js'
import { importQasm } from '../../src/qasm/index.js'
import { loadLaw } from '../../src/shell/law-store.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { makeVerifier } from '../../src/verifier/verifier.js'
import { benchmarkFolder, bundle, circuitsFolder, library } from './support.js'

let compiled: CompiledLaw
let kernel: Kernel

beforeAll(() => {
  const loaded = loadLaw(bundle)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  compiled = compileLaw(loaded.value.law)
  kernel = bindLaw(loaded.value.law)
})

const folders = [circuitsFolder, benchmarkFolder()].filter((folder) => folder !== null)
const circuitsOf = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.qasm'))
const files = folders.flatMap((folder) => circuitsOf(folder).map((name) => [name, join(folder, name)] as const))
const decodeUtf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

describe('[CMD-24] [QSM-02] imported circuits under the law of their bundle', () => {
  test.each(files)('%s runs with nothing refused, and its trace is valid', (name, path) => {
    const imported = importQasm(readFileSync(path, 'utf8'), { file: name, library })
    if (!imported.ok) return expect(['inverseqft_n4.qasm', 'ipea_n2.qasm', 'vqe_uccsd_n4.qasm']).toContain(name)
    const lines: string[] = []
    const opened = openSession({
      law: compiled,
      environment: null,
      backend: null,
      sessionId: '00000000-0000-8000-8000-000000000000',
      clock: (seq) => new Date(Date.UTC(2026, 0, 1) + seq).toISOString(),
      digest: nodeDigest,
      write: (line) => void lines.push(line),
    })
    if (!opened.ok) throw new Error(opened.unknown)
    for (const { op, params } of imported.program.items) {
      const { validation } = opened.session.apply(op, params).entry
      if (!validation.allowed) throw new Error(`${op} ${JSON.stringify([...params])}: ${validation.reason}`)
    }
    opened.session.close()
    const verifier = makeVerifier({ findKernel: () => kernel, digest: nodeDigest, decodeUtf8 })
    verifier.push(Buffer.from(lines.map((line) => `${line}\n`).join('')))
    const report = verifier.end()
    expect(report.findings).toEqual([])
    expect(report.replay).toMatchObject({ valid: true, reconstructed_session: { counts: { operators: imported.program.items.length } } })
  })
})
