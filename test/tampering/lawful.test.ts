import { describe, expect, test } from 'vitest'
import { CORPUS, LAWS } from './corpus.js'
import { departure } from './engine.js'
import { bytesOf, canonical, putAll, relink, sha256 } from './forge.js'
import type { PlainLine } from './forge.js'
import { judge } from './judge.js'
import { lineAt } from './kind.js'
import { LAWFUL_KINDS } from './lawful.js'

describe('the traces that are tampered with', () => {
  test('[RPL-14] are valid, in one piece and in small ones', () => {
    for (const { name, texts } of CORPUS) {
      const report = judge(bytesOf(texts))
      expect(report.findings, name).toEqual([])
      expect(report.replay.valid, name).toBe(true)
      expect(judge(bytesOf(texts), 61), name).toEqual(report)
    }
  })

  test('[LED-03] [LED-08] are what the forger of these tests makes of them, so that a re-hashed trace is soundly hashed', () => {
    for (const { name, lines, texts } of CORPUS) {
      expect(lines.map(canonical), name).toEqual(texts)
      expect(relink(lines).map(canonical), name).toEqual(texts)
      expect(departure(lines, LAWS), name).toBeNull()
    }
  })

  test('[RPL-05] hold every type of line, verdict, reason and routing that the shipped law reaches, and every way to end', () => {
    const shipped = CORPUS.filter(({ law }) => law === LAWS[0])
    const said = new Set<string>()
    for (const line of shipped.flatMap(({ lines }) => lines)) {
      said.add(String(line['type']))
      for (const holder of [line['validation'], line['routing']]) {
        const reason =
          typeof holder === 'object' && holder !== null && !Array.isArray(holder) ? (holder as { reason: unknown }).reason : null
        if (typeof reason === 'string') said.add(reason)
      }
      if (line['type'] === 'footer') said.add(String(line['ended']))
      if (Object.hasOwn(line, 'source')) said.add('a source')
    }
    const { validation, routing } = LAWS[0]?.law ?? { validation: { reasons: [] }, routing: { reasons: [] } }
    const reachable =
      [...validation.reasons, ...routing.reasons].filter(({ unreachable }) => unreachable === null).map(({ reason }) => reason)
    const wanted = ['header', 'operator', 'token', 'transition', 'frame', 'footer', 'closed', 'recovered', 'a source', ...reachable]
    expect(wanted.filter((one) => !said.has(one))).toEqual([])
    expect(new Set(CORPUS.map(({ law }) => law.law.digest)).size).toBeGreaterThan(8)
  })
})

describe('[RPL-60] [RPL-62] [LED-15] what recomputation cannot catch: another lawful history', () => {
  test.each(LAWFUL_KINDS.map((kind) => [kind.name, kind] as const))('%s', (_name, kind) => {
    let passed = 0
    for (const trace of CORPUS) {
      const lines = kind.forge(trace)
      if (lines === null) continue
      const texts = lines.map(canonical)
      const { replay, findings } = judge(bytesOf(texts))
      // Random laws may contradict their own invariants on other inputs; the shipped ones do not.
      if (findings.some(({ code }) => code === 'invariant')) continue
      expect(findings, trace.name).toEqual([])
      expect(replay.valid, trace.name).toBe(true)
      if (texts.join() === trace.texts.join()) continue
      const [footer, forged] = [trace.lines.at(-1), lines.at(-1)]
      expect(forged?.['root'] === footer?.['root'], trace.name).toBe(kind.keepsRoot ?? false)
      expect(forged?.['hash_self'], trace.name).not.toBe(footer?.['hash_self'])
      passed++
    }
    expect(passed).toBeGreaterThanOrEqual(3)
  })
})

test('[RPL-61] the verifier does not make the session id of a logical clock again: any id of the form is taken', () => {
  const trace = CORPUS.find(({ name }) => name === 'the tour')
  expect(trace).toBeDefined()
  if (trace === undefined) return
  for (const id of ['00000000-0000-8000-8000-000000000000', '0f0e0d0c-0b0a-4908-b706-050403020100']) {
    const lines = relink(trace.lines.with(0, putAll(lineAt(trace, 0), { session_id: id })))
    expect(judge(bytesOf(lines.map(canonical))).replay.valid).toBe(true)
  }
})

test('[RPL-13] [RPL-63] under a law that nobody has the verdict is open: form and chain hold, everything else may be forged', () => {
  for (const trace of CORPUS) {
    const ruleset = { ...(lineAt(trace, 0)['ruleset'] as PlainLine), digest: sha256(trace.name) }
    const forged = trace.lines.map((line): PlainLine => (line['type'] === 'operator' ? putAll(line, { frame_id: 77 }) : line))
    const lines = relink(forged.with(0, putAll(lineAt(trace, 0), { ruleset })))
    const report = judge(bytesOf(lines.map(canonical)))
    expect(report).toMatchObject({ findings: [], law: 'unknown', unknownDigest: ruleset.digest, replay: { valid: false } })
  }
})
