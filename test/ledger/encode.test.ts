import canonicalize from 'canonicalize'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nobleDigest } from '../../src/oracle/noble-digest.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import { makeLedger } from '../../src/ledger/append.js'
import { encodeEntry, encodeFooter, lineOf, preimageOf } from '../../src/ledger/encode.js'
import type { Encoded } from '../../src/ledger/encode.js'
import type { Entry, FooterEntry } from '../../src/ledger/entry.js'
import { isCanonical, parseLine, preimageOfRecord } from '../../src/ledger/decode.js'
import { misfitsOf } from '../../src/ledger/shape.js'
import { runs } from '../seed.js'
import { FOOTER, sampleClock, SAMPLES } from './sample.js'

const P = 'a'.repeat(64)
const S = 'b'.repeat(64)
const T = '2026-01-01T00:00:00.007Z'

const written = (encoded: Encoded): string => lineOf(encoded, preimageOf(encoded, P), S)

const append = (entry: Exclude<Entry, FooterEntry>, ledger: ReturnType<typeof makeLedger>): unknown => {
  switch (entry.type) {
    case 'header':
      return ledger.header(entry)
    case 'operator':
      return ledger.operator(entry)
    case 'token':
      return ledger.token(entry)
    case 'transition':
      return ledger.transition(entry)
    case 'frame':
      return ledger.frame(entry)
  }
}

const writeSamples = (digest = nodeDigest): string[] => {
  const lines: string[] = []
  const ledger = makeLedger({ digest, write: (line) => void lines.push(line), clock: sampleClock })
  for (const entry of SAMPLES) append(entry, ledger)
  ledger.footer(FOOTER)
  return lines
}

const sha = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

describe('lines', () => {
  test('[LED-05] golden lines', () => {
    const line = (index: number): string => written(encodeEntry(SAMPLES[index] as Exclude<Entry, FooterEntry>, 7, T))
    const chain = `"hash_prev":"${P}","hash_self":"${S}"`
    expect(line(2)).toBe(
      `{${chain},"seq":7,"timestamp":"${T}","token_id":"t","type":"token","validation":{"allowed":false,"reason":"invalid arguments"}}`,
    )
    expect(line(4)).toBe(
      `{"drift":null,"frame_id":null,${chain},"name":null,"op_id":2,"params":null,"routing":null,"seq":7,"source":"h(\\t",` +
        `"timestamp":"${T}","type":"operator","validation":{"allowed":false,"reason":"invalid grammar"}}`,
    )
    expect(line(8)).toBe(
      `{"backend_legal":null,"drift_bound":null,"frame_closed":null,"from":"sandbox",${chain},"seq":7,"timestamp":"${T}",` +
        '"to":"nowhere","token_used":null,"type":"transition","validation":{"allowed":false,"reason":"illegal transition"}}',
    )
    expect(written(encodeFooter(FOOTER, { root: P, merkleRoot: S }, 7, T))).toBe(
      '{"counts":{"frames":3,"operators":9,"refused":{"operators":6,"tokens":5,"transitions":4},"tokens":8,"transitions":7},' +
        `"ended":"closed",${chain},"lineage":["sandbox","production"],"merkle_root":"${S}","root":"${P}","seq":7,` +
        `"timestamp":"${T}","type":"footer"}`,
    )
  })

  test('[LED-01] [LED-02] every line is the canonical form of its object, by another implementation too', () => {
    const lines = writeSamples()
    expect(lines).toHaveLength(SAMPLES.length + 1)
    for (const [seq, line] of lines.entries()) {
      const record = parseLine(line)
      expect(record).not.toBeNull()
      expect(canonicalize(record)).toBe(line)
      expect(isCanonical(line, record as never)).toBe(true)
      expect(record).toMatchObject({ seq, timestamp: sampleClock(seq) })
    }
  })

  test('[LED-05] every field of the table is present, no other', () => {
    for (const line of writeSamples()) expect(misfitsOf(parseLine(line) as never)).toEqual([])
  })

  test('[LED-03] hash_self is over the line without it, hash_prev the one before, 64 zeros at first', () => {
    let before = '0'.repeat(64)
    for (const line of writeSamples()) {
      const { hash_self: self, ...rest } = JSON.parse(line) as { hash_self: string; hash_prev: string }
      expect(rest.hash_prev).toBe(before)
      expect(self).toBe(sha(canonicalize(rest) as string))
      expect(sha(preimageOfRecord(JSON.parse(line)))).toBe(self)
      before = self
    }
  })

  test('[LED-12] the bytes do not depend on the implementation of the digest', () => {
    expect(writeSamples(nobleDigest)).toEqual(writeSamples())
  })

  test('[LED-07] a frame line closes at its own time', () => {
    const frame = writeSamples().map((line) => JSON.parse(line) as Record<string, unknown>).find(({ type }) => type === 'frame')
    expect(frame?.['timestamp_close']).toBe(frame?.['timestamp'])
  })
})

const wellFormed = fc.string({ unit: 'grapheme', maxLength: 12 })
const name = fc.oneof(wellFormed, fc.constantFrom('__proto__', 'constructor', 'toString', '', '\u0000', '\u2028', '😀', '\ufb33'))
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('parameters', () => {
  test('[SES-23] [NUM-02] any scalars under any names come back, in canonical form', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, fc.oneof(finite, fc.boolean(), name)), { selector: ([key]) => key, maxLength: 8 }),
        (pairs) => {
        const base = SAMPLES[3] as Extract<Entry, { type: 'operator' }>
        const encoded = encodeEntry({ ...base, params: new Map(pairs) }, 1, T)
        const record = JSON.parse(written(encoded)) as { params: object }
        expect(canonicalize(record)).toBe(written(encoded))
        expect(new Map(Object.entries(record.params))).toEqual(new Map(pairs.map(([key, value]) => [key, value === 0 ? 0 : value])))
        expect(preimageOf(encoded, P)).toBe(preimageOfRecord(record as never))
      }),
      runs(300),
    )
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('[NUM-01] %d is an assertion failure', (value) => {
    const base = SAMPLES[3] as Extract<Entry, { type: 'operator' }>
    expect(() => encodeEntry({ ...base, params: new Map([['q', value]]) }, 1, T)).toThrow(/canonical form/)
  })
})

describe('appending', () => {
  test('[LED-04] [LED-06] a clock that runs backwards and a line after the footer are bugs', () => {
    const options = { digest: nodeDigest, write: () => undefined }
    let time = 5
    const backwards = makeLedger({ ...options, clock: () => sampleClock(time--) })
    append(SAMPLES[0] as never, backwards)
    expect(() => append(SAMPLES[1] as never, backwards)).toThrow(/backwards/)
    const ended = makeLedger({ ...options, clock: sampleClock })
    ended.footer(FOOTER)
    expect(() => append(SAMPLES[1] as never, ended)).toThrow(/footer/)
  })

  test('[LED-14] a ledger that is resumed at any line ends in the same bytes', () => {
    const whole = writeSamples()
    for (let cut = 0; cut < SAMPLES.length; cut++) {
      const lines: string[] = []
      const options = { digest: nodeDigest, write: (line: string) => void lines.push(line), clock: sampleClock }
      const before = makeLedger(options)
      for (const entry of SAMPLES.slice(0, cut)) append(entry, before)
      const after = makeLedger({ ...options, resume: before.head() })
      for (const entry of SAMPLES.slice(cut)) append(entry, after)
      after.footer(FOOTER)
      expect(lines).toEqual(whole)
    }
  })

  test('[LED-08] root is the hash_prev of the footer', () => {
    const footer = JSON.parse(writeSamples().at(-1) ?? '') as Record<string, unknown>
    expect(footer['root']).toBe(footer['hash_prev'])
  })
})

test('[LED-05] numbers of drift are printed as they are, whatever was printed before them', () => {
  const operator = SAMPLES.find(({ type }) => type === 'operator') as Extract<Entry, { type: 'operator' }>
  const awkward = [0, 0.0625, -0, 1, 1.5, 0.1, 1e21, 5e-324, 2 ** 53, -1.25]
  const numbers = [...awkward, ...Array.from({ length: 3000 }, (_, index) => index / 64), ...awkward]
  for (const [index, measured] of numbers.entries()) {
    const drift = { predicted: numbers[index + 1] ?? 0, measured, accumulated: index + measured, overflow: false }
    const line = JSON.parse(written(encodeEntry({ ...operator, drift }, index, T))) as { drift: object }
    expect(line.drift).toEqual({ ...drift, measured: measured + 0, predicted: drift.predicted + 0 }) // -0 is printed as 0
  }
})
