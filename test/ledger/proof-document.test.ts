import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/base/index.js'
import { canonicalJson, LIMITS } from '../../src/base/index.js'
import { formatProblem } from '../../src/artifact/problem.js'
import { parseLine } from '../../src/ledger/decode.js'
import { decodeProof, encodeProof } from '../../src/ledger/proof-document.js'
import { decodeTraceRoot, encodeTraceRoot, traceRootOf } from '../../src/ledger/trace-root.js'
import type { TraceRoot } from '../../src/ledger/trace-root.js'
import { makeSchemaOracle } from '../../src/oracle/schema-oracle.js'
import { runs } from '../seed.js'
import { cx, h, trace } from '../verifier/fixture.js'
import { everyProof, findingsOf, linesArbitrary, proofText } from './proving.js'

const schemaOf = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../../specs/schemas/${name}.schema.json`, import.meta.url), 'utf8')) as Json
const oracle = makeSchemaOracle(new Map(['proof', 'trace-root'].map((name) => [name, schemaOf(name)])))

const LINES = trace([h, cx, 'token:t1', '->production', h])
const PROOFS = everyProof(LINES)
const ROOT = traceRootOf(parseLine(LINES[0] ?? '') as never, parseLine(LINES.at(-1) ?? '') as never) as TraceRoot

const decode = (text: string): ReturnType<typeof decodeProof> => decodeProof(text, 'proof.json')

describe('[PRF-07] reading a proof', () => {
  test('what is written is read again, in any layout and order of members', () => {
    fc.assert(
      fc.property(linesArbitrary, fc.constantFrom(0, 1, 2, '\t', ' \r\n'), fc.boolean(), (lines, indent, isTurned) => {
        for (const proof of everyProof(lines)) {
          const json = encodeProof(proof)
          expect(oracle.validate('proof', json)).toEqual([])
          const members = isTurned ? Object.fromEntries(Object.entries(json).toReversed()) : json
          expect(decode(` ${JSON.stringify(members, null, indent)}\n`)).toEqual({ ok: true, proof })
        }
      }),
      runs(12),
    )
  })

  const text = proofText(PROOFS[3] as never)
  const refused: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'json-syntax'],
    ['no JSON', 'proof', 'json-syntax'],
    ['a list', '[]', 'wrong-type'],
    ['null', 'null', 'wrong-type'],
    ['no member', '{}', 'key-missing'],
    ['a trace', `${LINES[0] ?? ''}\n${LINES[1] ?? ''}`, 'json-syntax'],
    ['another format', text.replace('-proof/1', '-proof/2'), 'value-outside'],
    ['a member that is unknown', text.replace('{', '{"__proto__":1,'), 'key-unknown'],
    ['a member twice', text.replace('{', '{"tree_size":3,'), 'key-repeated'],
    ['a member that is missing', text.replace(/"tree_size":\d+,/, ''), 'key-missing'],
    ['a size that is a text', text.replace(/"tree_size":\d+/, '"tree_size":"8"'), 'wrong-type'],
    ['a size of 0', text.replace(/"tree_size":\d+/, '"tree_size":0'), 'value-outside'],
    ['a size that is no integer', text.replace(/"tree_size":\d+/, '"tree_size":1.5'), 'value-outside'],
    ['a size beyond 2⁵³', text.replace(/"tree_size":\d+/, '"tree_size":9007199254740992'), 'value-outside'],
    ['an infinite size', text.replace(/"tree_size":\d+/, '"tree_size":1e999'), 'number-not-finite'],
    ['an index below 0', text.replace(/"leaf_index":0/, '"leaf_index":-1'), 'value-outside'],
    ['a digest in capitals', text.replace(
      /"merkle_root":"[0-9a-f]+"/, (found) => found.toUpperCase().replace('MERKLE_ROOT', 'merkle_root'),
    ), 'value-outside'],
    ['a session id that is none', text.replace(/"session_id":"0/, '"session_id":"x'), 'value-outside'],
    ['half of a pair', text.replace('"line":"', '"line":"\\ud800'), 'text-ill-formed'],
    ['nesting', '['.repeat(100_000), 'file-too-deep'],
    ['members within members', '{"a":'.repeat(100_000), 'file-too-deep'],
    ['a path that is long', text.replace('"path":[', `"path":[${`"${'0'.repeat(64)}",`.repeat(60)}`), 'value-outside'],
    ['a list without end', `{"format":"inclusion-proof/1","tree_size":[${'1,'.repeat(100_000)}1]}`, 'file-too-many-nodes'],
    ['NUL', '\u0000', 'json-syntax'],
  ]
  test.each(refused)('%s is refused with a place', (_, content, code) => {
    const decoded = decode(content)
    expect(decoded.ok).toBe(false)
    if (decoded.ok) return
    expect(decoded.problems.map((problem) => problem.code)).toContain(code)
    for (const problem of decoded.problems) expect(formatProblem(problem)).toMatch(/^proof\.json:\d+:\d+: error [a-z-]+ [^\n]+$/)
  })

  test('[NUM-05] a file beyond the limit is refused before it is read', () => {
    const decoded = decode(' '.repeat(LIMITS.proofBytes.value + 1))
    expect(decoded).toMatchObject({ ok: false, problems: [{ code: 'file-too-large' }] })
  })

  test('a path of 53 hashes is read', () => {
    const long = JSON.parse(text) as { header: { path: string[] } }
    long.header.path = Array.from({ length: LIMITS.proofPath.value }, () => '0'.repeat(64))
    expect(decode(JSON.stringify(long)).ok).toBe(true)
    expect(findingsOf(JSON.stringify(long))).not.toEqual([])
  })

  const WRONG = [null, true, 3, -1, 0.5, 1e300, '', 'nonsense', '0'.repeat(64), [], {}, ['0'.repeat(64)], [1]]
  test('decoder and schema agree on one changed member', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PROOFS), fc.nat(), fc.constantFrom(...WRONG), fc.constantFrom(
        'set', 'add', 'delete',
      ), (proof, at, by, how) => {
        const document = structuredClone(encodeProof(proof)) as { [name: string]: unknown }
        const holders = [document, ...Object.values(document).filter((value) => typeof value === 'object')] as { [name: string]: unknown }[]
        const holder = holders[at % holders.length] ?? document
        const keys = Object.keys(holder)
        const key = keys[at % keys.length] ?? ''
        if (how === 'set') holder[key] = by
        else if (how === 'add') holder[`${key}_`] = by
        else delete holder[key]
        const faults = oracle.validate('proof', document as Json)
        expect({ ok: decode(JSON.stringify(document)).ok, document }).toEqual({ ok: faults.length === 0, document })
      }),
      runs(400),
    )
  })

  test('[PRF-13] texts changed anywhere are refused, found wrong, or the same proof; nothing throws', () => {
    const junk = fc.constantFrom(
      '"', '\\', '{', '}', '[', ']', ',', ':', '0', '9', 'e', ' ', '\u0000', '\ud800', '\\u0000', 'null', '1e999', '-',
    )
    fc.assert(
      fc.property(fc.constantFrom(...PROOFS), fc.nat(), fc.nat(3), junk, (proof, at, cut, put) => {
        const before = proofText(proof)
        const start = at % before.length
        const changed = before.slice(0, start) + put + before.slice(start + cut)
        const decoded = decode(changed)
        if (decoded.ok && canonicalJson(encodeProof(decoded.proof)) === canonicalJson(encodeProof(proof))) return
        if (decoded.ok) expect(findingsOf(changed), changed).not.toEqual([])
        else expect(decoded.problems.length).toBeGreaterThan(0)
      }),
      runs(600),
    )
  })
})

describe('[PRF-31] what is signed', () => {
  const content = canonicalJson(encodeTraceRoot(ROOT))

  test('names header and footer, in canonical form', () => {
    const footer = JSON.parse(LINES.at(-1) ?? '') as Record<string, unknown>
    const header = JSON.parse(LINES[0] ?? '') as Record<string, unknown>
    expect(JSON.parse(content)).toEqual({
      ended: footer['ended'],
      format: 'trace-root/1',
      head: footer['hash_self'],
      merkle_root: footer['merkle_root'],
      root: footer['root'],
      ruleset: header['ruleset'],
      session_id: header['session_id'],
      tree_size: LINES.length - 1,
    })
    expect(oracle.validate('trace-root', JSON.parse(content) as Json)).toEqual([])
    expect(decodeTraceRoot(content, 'payload')).toEqual({ ok: true, root: ROOT })
  })

  test.each([
    ['white space', content.replace(',', ', ')],
    ['another order', JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(content) as object).toReversed()))],
    ['a member more', content.replace('{', '{"a":1,')],
    ['a member less', content.replace(/"tree_size":\d+/, '"tree":1')],
    ['an escape', content.replace('closed', 'close\\u0064')],
    ['a number respelt', content.replace(/"tree_size":(\d+)/, '"tree_size":$1.0')],
    ['another format', content.replace('trace-root/1', 'trace-root/2')],
    ['nothing', ''],
  ])('%s is refused', (_, changed) => {
    expect(decodeTraceRoot(changed, 'payload').ok).toBe(false)
  })

  test('lines that are no header or no footer have no root', () => {
    const [header, footer] = [parseLine(LINES[0] ?? '') as never, parseLine(LINES.at(-1) ?? '') as never]
    expect(traceRootOf(footer, header)).toBeNull()
    for (const [name, by] of [
      ['session_id', 'x'], ['ruleset', null], ['ruleset', { id: 1 }], ['ruleset', { id: '', version: '', digest: 'x' }],
    ] as const) {
      expect(traceRootOf({ ...(header as object), [name]: by } as never, footer)).toBeNull()
    }
    for (const [name, by] of [['root', 'x'], ['merkle_root', 1], ['hash_self', null], ['seq', 0], ['seq', -1], ['ended', 1]] as const) {
      expect(traceRootOf(header, { ...(footer as object), [name]: by } as never)).toBeNull()
    }
  })
})

test('[PRF-20] proofs and replay know nothing of each other', async () => {
  const { readdirSync } = await import('node:fs')
  const importsIn = (folder: string, holds: (name: string) => boolean): readonly string[] => {
    const place = new URL(`../../src/${folder}/`, import.meta.url)
    const files = readdirSync(place).filter(holds)
    expect(files.length).toBeGreaterThan(3)
    return files.flatMap(
      (name) => [...readFileSync(new URL(name, place), 'utf8').matchAll(/from '([^']+)'/g)].map((match) => match[1] ?? ''),
    )
  }
  expect(importsIn('ledger', (name) => name.startsWith('proof')).filter((from) => /merkle|verifier/.test(from))).toEqual([])
  expect(importsIn('verifier', () => true).filter((from) => /proof|trace-root/.test(from))).toEqual([])
})
