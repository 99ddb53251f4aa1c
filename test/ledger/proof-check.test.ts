import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkProof } from '../../src/ledger/proof-check.js'
import type { OutsideRoots } from '../../src/ledger/proof-check.js'
import type { Proof } from '../../src/ledger/proof-document.js'
import { encodeProof } from '../../src/ledger/proof-document.js'
import { hashSelfIn } from '../../src/ledger/proof-maker.js'
import { makeProofLines } from '../../src/ledger/proof-lines.js'
import { traceRootOf } from '../../src/ledger/trace-root.js'
import type { TraceRoot } from '../../src/ledger/trace-root.js'
import { parseLine } from '../../src/ledger/decode.js'
import { makeMerkleTree } from '../../src/ledger/merkle.js'
import { nobleDigest } from '../../src/oracle/noble-digest.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { runs } from '../seed.js'
import { cx, h, trace, verify } from '../verifier/fixture.js'
import { everyProof, findingsOf, linesArbitrary, proofOf, proofText, rewritten } from './proving.js'

const OUTSIDE: OutsideRoots = { merkleRoot: null, oldRoot: null, signed: null }
const LINES = trace([h, cx, 'token:t1', '->production', h, h, 'x('])
const inclusion = proofOf(LINES, { kind: 'operator', opId: 2 }) as Proof & { kind: 'inclusion' }
const consistency = proofOf(LINES, { kind: 'prefix', size: 5 }) as Proof & { kind: 'consistency' }
const footer = JSON.parse(LINES.at(-1) ?? '') as { merkle_root: string; root: string; seq: number }

describe('what holds', () => {
  test('[PRF-05] the hash of a line is found, whatever texts and names the line holds', () => {
    const hash = (line: string | undefined): string => (JSON.parse(line ?? '') as { hash_self: string }).hash_self
    const fake = `"hash_self":"${'0'.repeat(64)}"`
    const params = { hash_self: '0'.repeat(64), [fake]: fake, op_id: 2, '"op_id":1,': 1 }
    const lines = trace([`token:${fake}`, `->${fake}`, fake, { op: 'h', params }, { op: fake, params }, h, h, cx])
    for (const line of lines) expect(hashSelfIn(line)).toBe(hash(line))
    for (const [seq, line] of lines.slice(0, -1).entries()) {
      const proof = proofOf(lines, { kind: 'line', seq })
      expect(proof?.kind === 'inclusion' && proof.entry.line).toBe(line)
      if (proof !== null) expect(checkProof(nodeDigest, proof, OUTSIDE).findings).toEqual([])
    }
    for (let opId = 1; opId <= 5; opId++) {
      const proof = proofOf(lines, { kind: 'operator', opId })
      expect(proof?.kind === 'inclusion' && JSON.parse(proof.entry.line)).toMatchObject({ type: 'operator', op_id: opId })
    }
    expect(hashSelfIn('junk')).toBeNull()
    expect(hashSelfIn('{"hash_self":"junk"}')).toBeNull()
    expect(proofOf(['junk', 'more', 'junk'], { kind: 'line', seq: 0 })).toBeNull()
  })

  test('[PRF-01] [PRF-11] every line of a random trace, by what its footer says', () => {
    fc.assert(
      fc.property(linesArbitrary, (lines) => {
        const { merkle_root: merkleRoot } = JSON.parse(lines.at(-1) ?? '') as { merkle_root: string }
        for (const proof of everyProof(lines)) {
          expect(findingsOf(proofText(proof))).toEqual([])
          expect(checkProof(nodeDigest, proof, { ...OUTSIDE, merkleRoot }).findings).toEqual([])
        }
      }),
      runs(25),
    )
  })

  test('[PRF-01] an operator is found by its op_id, a line by its seq', () => {
    fc.assert(
      fc.property(linesArbitrary, (lines) => {
        const operators = lines.filter((line) => parseLine(line)?.type === 'operator')
        for (const [index, line] of operators.entries()) {
          const proof = proofOf(lines, { kind: 'operator', opId: index + 1 })
          expect(proof?.kind === 'inclusion' && proof.entry.line).toBe(line)
        }
        expect(proofOf(lines, { kind: 'operator', opId: operators.length + 1 })).toBeNull()
        // The footer is no leaf.
        expect(proofOf(lines, { kind: 'line', seq: lines.length - 1 })).toBeNull()
        expect(proofOf(lines, { kind: 'prefix', size: lines.length })).toBeNull()
      }),
      runs(25),
    )
  })

  test('[PRF-02] [PRF-12] an earlier state has the root that it had then', () => {
    const tree = makeMerkleTree(nobleDigest)
    for (let size = 1; size < LINES.length; size++) {
      tree.append((JSON.parse(LINES[size - 1] ?? '') as { hash_self: string }).hash_self)
      const now = proofOf(LINES, { kind: 'prefix', size })
      expect(now).toMatchObject({ kind: 'consistency', oldSize: size, oldRoot: tree.root(), treeSize: LINES.length - 1 })
      if (size === LINES.length - 1) expect(now).toMatchObject({ path: [], oldRoot: footer.merkle_root })
    }
  })

  test('[PRF-03] header and last line name session, law and size', () => {
    expect(inclusion).toMatchObject({ treeSize: LINES.length - 1, merkleRoot: footer.merkle_root })
    expect([inclusion.header.line, inclusion.last.line]).toEqual([LINES[0], LINES.at(-2)])
    expect(inclusion.last.line).toContain(`"hash_self":"${footer.root}"`)
  })
})

/** Every place of a JSON value, with what it holds. */
const placesOf = (value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] => [
  path,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, member]) => placesOf(member, [...path, Array.isArray(value) ? Number(key) : key]))
    : []),
]

type Bag = { [key: string | number]: unknown }

const changedAt = (document: unknown, path: readonly (string | number)[], change: (holder: Bag, key: string | number) => void): string => {
  const copy = structuredClone(document) as Bag
  let holder = copy
  for (const key of path.slice(0, -1)) holder = holder[key] as Bag
  change(holder, path.at(-1) ?? '')
  return JSON.stringify(copy)
}

const otherText = (text: string, at: number, by: string): string => {
  const place = at % Math.max(1, text.length)
  return text.slice(0, place) + by + text.slice(place + 1)
}

describe('[PRF-13] every change of one member is found', () => {
  const proofs = everyProof(LINES)

  test('any value for any member, any member taken out, any added', () => {
    const value = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.nat(20), fc.constantFrom(footer.merkle_root, footer.root, ...LINES))
    fc.assert(
      fc.property(fc.constantFrom(...proofs), fc.nat(), value, fc.constantFrom('set', 'delete', 'add', 'digit'), fc.nat(), (
        proof, at, by, how, unit,
      ) => {
        const document = encodeProof(proof)
        const places = placesOf(document).slice(1)
        const path = places[at % places.length] ?? []
        const text = changedAt(document, path, (holder, key) => {
          const before = holder[key]
          if (how === 'digit' && typeof before === 'string') holder[key] = otherText(before, unit, '0123456789abcdef'[unit % 16] ?? '0')
          else if (how === 'delete' && Array.isArray(holder)) holder.splice(Number(key), 1)
          else if (how === 'delete') delete holder[key]
          else if (how === 'add' && Array.isArray(holder)) holder.splice(Number(key), 0, by)
          else if (how === 'add') holder[`${key}x`] = by
          else holder[key] = by
        })
        if (text === JSON.stringify(document)) return
        // −0 is read as 0: the same document.
        if (JSON.stringify(JSON.parse(text)) === JSON.stringify(document)) return
        expect(findingsOf(text), text).not.toEqual([])
      }),
      runs(1500),
    )
  })

  test.each([...'0123456789abcdef'])('each digit of each hash of a proof set to %s', (digit) => {
    for (const proof of [inclusion, consistency]) {
      const document = encodeProof(proof)
      for (const path of placesOf(document).slice(1)) {
        for (const unit of [0, 31, 63]) {
          const text = changedAt(document, path, (holder, key) => {
            const before = holder[key]
            if (typeof before === 'string' && /^[0-9a-f]{64}$/.test(before)) holder[key] = otherText(before, unit, digit)
          })
          if (text !== JSON.stringify(document)) expect(findingsOf(text)).not.toEqual([])
        }
      }
    }
  })

  test('sizes and indices by one and by factors, two hashes exchanged, the parts of two proofs mixed', () => {
    for (const proof of proofs) {
      const document = encodeProof(proof)
      for (const path of placesOf(document).slice(1)) {
        for (const turn of [(n: number) => n + 1, (n: number) => n - 1, (n: number) => 2 * n, (n: number) => 2 ** 53 - 1 - n]) {
          const text = changedAt(document, path, (holder, key) => {
            const before = holder[key]
            if (typeof before === 'number') holder[key] = turn(before)
            if (Array.isArray(before)) before.reverse()
          })
          if (text !== JSON.stringify(document)) expect(findingsOf(text), text).not.toEqual([])
        }
      }
    }
    const other = encodeProof(proofOf(trace([h, h, h]), { kind: 'operator', opId: 2 }) as Proof) as Bag
    for (const key of Object.keys(other).filter((name) => name !== 'format' && name !== 'session_id')) {
      expect(findingsOf(JSON.stringify({ ...encodeProof(inclusion), [key]: other[key] })), key).not.toEqual([])
    }
  })
})

describe('[PRF-10] lines are checked by their own bytes', () => {
  const line = inclusion.entry.line
  const changed: readonly (readonly [string, string, string, string])[] = [
    ['white space', line.replace(':', ': '), 'form', 'LED-01'],
    ['another order', line.replace(/^\{("drift":\{.*?\}),/, '{').replace(/\}$/, ',"drift":null}'), 'form', 'LED-01'],
    ['a number respelt', line.replace('"op_id":2', '"op_id":2.0'), 'form', 'LED-01'],
    ['no JSON', line.slice(1), 'form', 'LED-01'],
    ['another value', line.replace('"op_id":2', '"op_id":3'), 'chain', 'LED-03'],
    ['a member more', line.replace('"op_id":2', '"op_id":2,"op_ie":2'), 'field', 'LED-05'],
    ['a date that is none', line.replace('2026-01-01', '2026-02-30'), 'time', 'LED-04'],
    ['a member twice', line.replace('"op_id":2', '"op_id":2,"op_id":2'), 'form', 'LED-01'],
    ['deep', '['.repeat(200_000), 'form', 'LED-01'],
  ]
  test.each(changed)('%s', (_, text, code, clause) => {
    const { findings } = checkProof(nodeDigest, { ...inclusion, entry: { ...inclusion.entry, line: text } }, OUTSIDE)
    expect(findings[0]).toMatchObject({ code, clause })
    expect(findings[0]?.path.startsWith('/entry/line')).toBe(true)
  })

  test('a footer is no leaf, a header none but the first, and an index is that of its line', () => {
    const at = (name: 'entry' | 'header' | 'last', more: object): unknown =>
      checkProof(nodeDigest, { ...inclusion, [name]: { ...inclusion[name], ...more } }, OUTSIDE).findings
    expect(
      at('entry', { line: LINES.at(-1) }),
    ).toContainEqual(expect.objectContaining({ code: 'form', path: '/entry/line/type', clause: 'LED-06' }))
    expect(at('entry', { line: LINES[0] })).toContainEqual(expect.objectContaining({ path: '/entry/line/type' }))
    expect(at('entry', { leafIndex: 2 })).toContainEqual(
      expect.objectContaining({ code: 'chain', path: '/entry/leaf_index', expected: 3, actual: 2, clause: 'PRF-10' }),
    )
    expect(at('last', { ...inclusion.header })).toContainEqual(expect.objectContaining({ path: '/last/leaf_index', clause: 'PRF-03' }))
    expect(at('header', { ...inclusion.last })).toContainEqual(expect.objectContaining({ path: '/header/leaf_index', clause: 'PRF-03' }))
  })
})

describe('[PRF-09] [PRF-37] what is known from outside', () => {
  const other = 'ab'.repeat(32)
  const signed = traceRootOf(parseLine(LINES[0] ?? '') as never, parseLine(LINES.at(-1) ?? '') as never) as TraceRoot
  test('another root, another old root', () => {
    const check = (proof: Proof, more: Partial<OutsideRoots>): unknown => checkProof(nodeDigest, proof, { ...OUTSIDE, ...more }).findings
    expect(check(inclusion, { merkleRoot: footer.merkle_root })).toEqual([])
    expect(check(inclusion, { merkleRoot: other })).toEqual([
      { code: 'root', path: '/merkle_root', expected: other, actual: footer.merkle_root, clause: 'PRF-09' },
    ])
    expect(check(consistency, { oldRoot: consistency.oldRoot })).toEqual([])
    expect(check(consistency, { oldRoot: other })).toMatchObject([{ code: 'root', path: '/old_root', clause: 'PRF-09' }])
    expect(check(inclusion, { signed })).toEqual([])
    expect(check(consistency, { signed })).toEqual([])
  })

  test.each([
    ['merkleRoot', '/merkle_root', other],
    ['treeSize', '/tree_size', 99],
    ['sessionId', '/session_id', '00000000-0000-4000-8000-000000000001'],
    ['ruleset', '/header/line/ruleset/digest', { id: 'qcompute', version: '1.0.0', digest: other }],
  ] as const)('a signed root with another %s', (name, path, value) => {
    const { findings } = checkProof(nodeDigest, inclusion, { ...OUTSIDE, signed: { ...signed, [name]: value } })
    expect(findings).toMatchObject([{ code: 'root', path, clause: 'PRF-37' }])
  })
})

test('[PRF-21] a proof does not show that its line is lawful: replay does', () => {
  const lawless = rewritten(LINES, 1, (record) => (record['frame_id'] = 99))
  expect(verify(LINES)).toMatchObject({ replay: { valid: true } })
  expect(verify(lawless)).toMatchObject({ replay: { valid: false } })
  const proof = proofOf(lawless, { kind: 'line', seq: 1 }) as Proof
  const { merkle_root: merkleRoot } = JSON.parse(lawless.at(-1) ?? '') as { merkle_root: string }
  expect(checkProof(nodeDigest, proof, { ...OUTSIDE, merkleRoot }).findings).toEqual([])
  expect(checkProof(nodeDigest, proof, { ...OUTSIDE, merkleRoot: footer.merkle_root }).findings).not.toEqual([])
})

describe('[PRF-06] the lines of an earlier state', () => {
  const read = (lines: readonly string[], torn = ''): unknown => {
    let size = 0
    const taken = makeProofLines(nodeDigest, () => void size++)
    for (const line of lines) taken.line(line, true)
    if (torn !== '') taken.line(torn, false)
    const { footer: end, ...rest } = taken.end()
    expect(rest.size).toBe(size)
    return { ...rest, footer: end !== null }
  }
  const frame = LINES.findIndex((line) => parseLine(line)?.type === 'frame')
  const good = { torn: false, flaw: null, footer: false }
  const hashes = (text: string): string => {
    const record = parseLine(text) as unknown as Record<string, never>
    const { hash_self: _, ...bare } = record
    return nodeDigest.sha256Hex(JSON.stringify(bare))
  }
  const rehashed = (text: string): string => text.replace(/"hash_self":"[0-9a-f]{64}"/, `"hash_self":"${hashes(text)}"`)

  test('whole, without footer, with a torn tail', () => {
    expect(read(LINES)).toEqual({ ...good, size: LINES.length - 1, footer: true })
    expect(read(LINES.slice(0, 4))).toEqual({ ...good, size: 4 })
    expect(read(LINES.slice(0, 4), LINES[4]?.slice(0, 20))).toEqual({ ...good, size: 4, torn: true })
    expect(read([])).toEqual({ ...good, size: 0 })
    // LED-22: a frame line belongs to the line that closed the frame; NUL bytes are parts that were lost.
    expect(read(LINES.slice(0, frame + 1))).toEqual({ ...good, size: frame, torn: true })
    expect(read(LINES.slice(0, frame + 1), '{')).toEqual({ ...good, size: frame, torn: true })
    expect(read(LINES.slice(0, frame + 2))).toEqual({ ...good, size: frame + 2 })
    expect(read([...LINES.slice(0, 2), '\u0000', ...LINES.slice(4)])).toEqual({ ...good, size: 2, torn: true })
  })

  test('the first line that is not sound ends it', () => {
    const flaw = (lines: readonly string[]): unknown => (read(lines) as { flaw: unknown }).flaw
    expect(flaw(LINES.slice(1))).toMatchObject({ seq: 0, code: 'form', path: '/type' })
    expect(flaw([...LINES.slice(0, 3), ...LINES.slice(4)])).toMatchObject({ seq: 3, code: 'chain', path: '/seq' })
    expect(flaw([LINES[0] ?? '', LINES[0] ?? ''])).toMatchObject({ seq: 1, code: 'form', path: '/type' })
    expect(flaw([...LINES, LINES[1] ?? ''])).toMatchObject({ seq: LINES.length, code: 'form', clause: 'LED-06' })
    const early = rehashed((LINES[2] ?? '').replace(/"timestamp":"2026/, '"timestamp":"2025'))
    expect(flaw([...LINES.slice(0, 2), early])).toMatchObject({ seq: 2, code: 'time', clause: 'LED-04' })
    const spliced = rehashed((LINES[2] ?? '').replace(/"hash_prev":"[0-9a-f]{64}"/, `"hash_prev":"${'0'.repeat(64)}"`))
    expect(flaw([...LINES.slice(0, 2), spliced])).toMatchObject({ seq: 2, code: 'chain', path: '/hash_prev' })
  })
})
