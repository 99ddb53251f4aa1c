import { describe, expect, test } from 'vitest'
import { CONTRADICTION, CORPUS, makeRandom } from './corpus.js'
import { draw, OF_KIND, TIMEOUT } from './draw.js'
import { bytesOf } from './forge.js'
import { isValidInHalves } from './halves.js'
import { judge } from './judge.js'
import { KINDS } from './table.js'

const FEW = { ...OF_KIND, perKind: Math.ceil(OF_KIND.perKind / 5) }

// The verifier may take whole lines from their bytes, or line by line, or leave the hashes to a second core: nobody may see a difference.
describe('[RPL-02] whatever way the verifier takes, tampering is found', () => {
  const groups = [...new Set(KINDS.map(({ group }) => group))]

  test.each(groups)('%s: in pieces of any size the report is the same, and two cores do not find it valid', (group) => {
    const random = makeRandom(`pieces ${group}`)
    for (const kind of KINDS.filter((one) => one.group === group)) {
      for (const { trace, forgery } of draw(`ways of ${kind.name}, ${kind.effort}`, (one) => kind.forge(one), FEW)) {
        const what = `${kind.name}, ${kind.effort}: ${trace.name}: ${forgery.what}`
        if (forgery.bytes.length > 100_000) continue
        const size = [37, 251, 1000, 4096][random(4)] ?? 1
        expect(judge(forgery.bytes, size), `${what}, in pieces of ${size}`).toEqual(judge(forgery.bytes))
        expect(isValidInHalves(forgery.bytes), what).toBe(false)
      }
    }
  }, TIMEOUT)

  test('[RPL-16] a law that contradicts itself is found in either way', () => {
    const bytes = bytesOf(CONTRADICTION?.texts ?? [])
    const report = judge(bytes)
    const broken = CONTRADICTION?.lines.flatMap(({ type, name }, index) => (type === 'operator' && name === 'pulse' ? [index] : [])) ?? []
    expect(new Set(report.findings.map(({ seq, code }) => `${seq} ${code}`))).toEqual(new Set(broken.slice(0, 2).map((seq) =>
      `${seq} invariant`)))
    expect(judge(bytes, 37)).toEqual(report)
    expect(isValidInHalves(bytes)).toBe(false)
  })

  test('[RPL-14] lawful traces are valid in either way', () => {
    for (const { name, texts } of CORPUS) expect(isValidInHalves(bytesOf(texts)), name).toBe(true)
  })
})
