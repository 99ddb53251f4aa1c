import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/verifier/verifier.js'
import { isDeep } from '../seed.js'
import { law, trace, verify } from './fixture.js'
import type { Item } from './fixture.js'
import { at, edit, inputsOf, isInput, othersOf, parse, pathsOf, reasonOf, rehash, write } from './tampering.js'
import type { Plain, PlainLine } from './tampering.js'

// One trace with every type of line: allowed, refused, refused with routing, text that does not parse, reuse, overflow, all transitions.
const h = 'h(q=0)'
const STREAM: readonly Item[] = [
  h, 'cx(q1=0,q2=1)', 'x(q=1)', 'nope(', 'h(q=-1)', 'nope()', '->production', 'token:t1', 'token:t1', '->archive',
  '->production', 'pulse(q=0,duration=10,amplitude=0.5)', 'measure(q=0)', ...Array<string>(9).fill(h), 'barrier()', 'token:t2',
    '->archive', h, 'token:t3', '->sandbox',
]
const LINES = [...trace(STREAM)]
const PLAIN = LINES.map(parse)
const QPU = trace(['pulse(q=0,duration=1,amplitude=1)', 'token:t', 'pulse(q=0,duration=1,amplitude=1)'], { env: 'production' }).map(parse)

/** The first line at which a trace departs from what the engine writes for its inputs; null if it does not. */
const divergence = (lines: readonly PlainLine[]): number | null => {
  const times = lines.map((line) => String(line['timestamp']))
  const header = lines[0] as PlainLine
  const options = { env: String(header['environment']), backend: String(header['backend']) }
  const lawful = trace(inputsOf(lines), { ...options, clock: (seq) => times[seq] ?? '9999-12-31T23:59:59.999Z' })
  for (let index = 0; index < Math.max(lines.length, lawful.length); index++) {
    const line = lines[index]
    if (line === undefined || write(line) !== lawful[index]) return index
  }
  return null
}

const first = (report: Report): number | null => report.findings[0]?.seq ?? null

/** A frame line stands rightly only before the line that closes the frame, so a fault of that line can show itself in it (RPL-11). */
const isAtOrInFrameBefore = (lines: readonly PlainLine[], report: Report, index: number): boolean =>
  first(report) === index || (first(report) === index - 1 && lines[index - 1]?.['type'] === 'frame')

describe('[RPL-14] lawful traces', () => {
  test('the traces of this file are valid', () => {
    for (const lines of [LINES, QPU.map(write)]) expect(verify(lines)).toMatchObject({ replay: { valid: true, reasons: [] }, findings: [],
      law: 'found' })
    expect(new Set(PLAIN.map(({ type }) => type)).size).toBe(6)
  })
  test('the helpers of this file make the same bytes', () => {
    expect(rehash(PLAIN).map(write)).toEqual(LINES)
    expect(divergence(PLAIN)).toBeNull()
  })
})

const tampered = (lines: readonly PlainLine[], index: number, path: readonly string[], value: Plain | undefined): PlainLine[] =>
  lines.map((line, place) => (place === index ? edit(line, path, value) : line))

interface Case {
  readonly lines: readonly PlainLine[]
  readonly index: number
  readonly path: readonly string[]
  readonly value: Plain | undefined
}

function* fieldCases(lines: readonly PlainLine[]): Generator<Case> {
  for (const [index, line] of lines.entries()) {
    for (const path of pathsOf(line)) {
      const value = at(line, path)
      const { same, other } = othersOf(value)
      for (const one of [...same, ...other, undefined]) yield { lines, index, path, value: one }
    }
  }
}

// Half of the cases are enough for every day; the deep run takes them all.
const STRIDE = isDeep ? 1 : 4
const CASES = [...fieldCases(PLAIN), ...fieldCases(QPU)].filter((_one, index) => index % STRIDE === 0)
const name = ({ lines, index, path, value }: Case): string =>
  `${index} ${String(lines[index]?.['type'])} ${path.join('/')} = ${JSON.stringify(value)}`

// Frames and footers answer for members that hold others too: without `validation` there is no verdict.
const CHAIN = /^(seq|hash_prev|hash_self|root|merkle_root)$/

describe('one member changed', () => {
  test('there are many cases', () => {
    expect(CASES.length * STRIDE).toBeGreaterThan(3000)
  })

  test('[RPL-05] [RPL-09] as it stands: found at its line, by its member and by the hash', () => {
    for (const one of CASES) {
      const { lines, index, path, value } = one
      const forged = tampered(lines, index, path, value)
      const report = verify(forged.map(write))
      expect(report.replay.valid, name(one)).toBe(false)
      expect(isAtOrInFrameBefore(lines, report, index), name(one)).toBe(true)
      const line = lines[index] as PlainLine
      const member = path.join('/')
      if (member !== 'type') expect(report.replay.reasons, name(one)).toContain('hash chain invalid')
      if (!isInput(line, member)) expect(report.replay.reasons, name(one)).toContain(reasonOf(String(line['type']), member))
    }
  })

  test('[RPL-01] [RPL-05] [LED-15] with all hashes made anew: a derived member is found at its line, with its reason alone', () => {
    let derived = 0
    for (const one of CASES) {
      const { lines, index, path, value } = one
      const line = lines[index] as PlainLine
      const member = path.join('/')
      if (isInput(line, member) || member === 'type' || member === '') continue
      const forged = rehash(tampered(lines, index, path, value), index, new Set(path.length === 1 && CHAIN.test(member) ? [member] : []))
      const report = verify(forged.map(write))
      const finding = report.findings[0]
      expect(first(report), name(one)).toBe(index)
      // An object without members lacks each of them, for which there can be several reasons.
      if (JSON.stringify(value) === '{}') expect(report.replay.reasons, name(one)).toContain(reasonOf(String(line['type']), member))
      else expect(report.replay.reasons, name(one)).toEqual([reasonOf(String(line['type']), member)])
      expect(report.findings.some(({ path: found }) => found.startsWith(`/${member}`)), name(one)).toBe(true)
      if (finding?.code === 'value') expect(finding.actual, name(one)).toEqual(value)
      expect(['value', 'field', 'chain', 'law'], name(one)).toContain(finding?.code)
      derived++
    }
    expect(derived * STRIDE).toBeGreaterThan(2000)
  })

  test('[RPL-01] [LED-15] another lawful input with all hashes made anew is judged as the engine would have run it', () => {
    const inputs: readonly [number, string[], Plain][] = PLAIN.flatMap((line, index): [number, string[], Plain][] => {
      const swap = (path: string[], ...values: Plain[]): [number, string[], Plain][] =>
        Object.hasOwn(line, path[0] as string) ? values.map((value) => [index, path, value]) : []
      if (line['type'] === 'operator') {
        const names: Plain[] = ['h', 'cx', 'measure', 'barrier', 'pulse', '__proto__', 'no name', '']
        const params: Plain[] = [{}, { q: 0 }, { q: 7.5 }, { q1: 1, q2: 2 }, { q: 0, duration: 5, amplitude: 1 },
          { q: 'x', constructor: true }]
        if (line['name'] === null) return swap(['source'], 'x(', '', ' ', 'h(q=null)', '\u0000')
        return [...swap(['name'], ...names), ...swap(['params'], ...params)]
      }
      if (line['type'] === 'token') return swap(['token_id'], 't1', 'other', '__proto__', '\u0000€')
      if (line['type'] === 'transition') return swap(['to'], 'sandbox', 'production', 'archive', 'nowhere', 'constructor')
      return line['type'] === 'header' ? [...swap(['environment'], 'production', 'archive'),
        ...swap(['backend'], 'local-sim', 'hardware-qpu-2')] : []
    })
    let lawful = 0
    for (const [index, path, value] of inputs) {
      const forged = rehash(tampered(PLAIN, index, path, value))
      const report = verify(forged.map(write))
      expect(first(report), `${index} ${path.join('/')} ${JSON.stringify(value)}`).toBe(divergence(forged))
      if (report.replay.valid) lawful++
    }
    expect(inputs.length).toBeGreaterThan(150)
    expect(lawful).toBeGreaterThan(5)
  })

  test('[LED-05] an extra member anywhere is found', () => {
    for (const [index, line] of PLAIN.entries()) {
      const holders = [[], ...pathsOf(line)].filter((path) => {
        const value = path.length === 0 ? line : at(line, path)
        return typeof value === 'object' && value !== null && !Array.isArray(value) && path[0] !== 'params'
      })
      for (const path of holders) {
        for (const extra of ['zzz', '', '__proto__', 'a/b~c']) {
          const forged = rehash(PLAIN.map((one, place) => {
            if (place !== index) return one
            const copy = structuredClone(one)
            Object.defineProperty(at(copy, path) as PlainLine, extra, { value: 1, enumerable: true, configurable: true, writable: true })
            return copy
          }))
          const report = verify(forged.map(write))
          const pointer = [...path, extra].map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
          expect(report.findings[0], `${index} ${pointer}`).toMatchObject({ seq: index, code: 'field', path: pointer, expected: null,
            actual: 1 })
        }
      }
    }
  })
})

describe('lines added, taken away and moved', () => {
  const cases: [string, number, PlainLine[]][] = PLAIN.flatMap((line, index): [string, number, PlainLine[]][] => {
    const next = PLAIN[index + 1]
    return [
      ['dropped', index, PLAIN.toSpliced(index, 1)],
      ['doubled', index + 1, PLAIN.toSpliced(index, 0, line)],
      ['truncated before', index, PLAIN.slice(0, index)],
      ['a frame put in', index, PLAIN.toSpliced(index, 0, PLAIN.find(({ type }) => type === 'frame') as PlainLine)],
      ['a token put in', index, PLAIN.toSpliced(index, 0, PLAIN.find(({ type }) => type === 'token') as PlainLine)],
      ['a header put in', index, PLAIN.toSpliced(index, 0, PLAIN[0] as PlainLine)],
      ['a footer put in', index, PLAIN.toSpliced(index, 0, PLAIN.at(-1) as PlainLine)],
      ...(next === undefined ? [] : [['swapped', index, PLAIN.with(index, next).with(index + 1, line)] as [string, number, PlainLine[]]]),
    ]
  })

  test('[RPL-08] [RPL-11] [RPL-12] as they stand: found where they are', () => {
    for (const [what, index, lines] of cases) {
      const report = verify(lines.map(write))
      expect(report.replay.valid, `${index} ${what}`).toBe(false)
      const changed = lines.findIndex((line, place) => write(line) !== LINES[place])
      expect(isAtOrInFrameBefore(lines, report, changed < 0 ? lines.length : changed), `${index} ${what}: ${first(report)}`).toBe(true)
    }
  })

  test('[RPL-11] [LED-06] [LED-07] with all numbers and hashes made anew: found where the engine would have written otherwise', () => {
    for (const [what, index, lines] of cases) {
      if (lines.length === 0 || lines[0]?.['type'] !== 'header' || what.startsWith('a footer') || what.startsWith('a header')) continue
      const forged = rehash(lines)
      const report = verify(forged.map(write))
      const truncatedAfterFrame = what === 'truncated before' && forged.at(-1)?.['type'] === 'frame'
      if (isMonotone(forged) && !truncatedAfterFrame && what !== 'doubled') expect(first(report),
        `${index} ${what}`).toBe(divergence(forged))
      else expect(report.replay.valid && divergence(forged) !== null, `${index} ${what}`).toBe(false)
    }
  })

  const isMonotone = (lines: readonly PlainLine[]): boolean =>
    lines.every((line, index) => index === 0 || String(line['timestamp']) >= String(lines[index - 1]?.['timestamp']))

  test('[LED-06] [RPL-12] a truncated trace misses its footer where it should stand', () => {
    for (let length = 1; length < LINES.length; length++) {
      expect(verify(LINES.slice(0, length)).findings).toEqual([
        { seq: length, code: 'order', path: '', expected: 'footer', actual: null, clause: 'LED-06' },
      ])
    }
  })
})

describe('another spelling', () => {
  const respell: readonly [string, (line: string) => string][] = [
    ['white space', (line) => line.replace('{', '{ ')],
    ['white space at the end', (line) => `${line} `],
    ['a carriage return', (line) => `${line}\r`],
    ['a byte order mark', (line) => `\ufeff${line}`],
    ['a number with a point', (line) => line.replace(/"seq":(\d+)/, '"seq":$1.0')],
    ['a number with an exponent', (line) => line.replace(/"seq":(\d+)/, '"seq":$1e0')],
    ['an escape', (line) => line.replace('"type"', '"\\u0074ype"')],
    ['a repeated member', (line) => line.replace(/"seq":(\d+)/, '"seq":$1,"seq":$1')],
    ['a repeated member of another value', (line) => line.replace(/"seq":(\d+)/, '"seq":777,"seq":$1')],
    ['another order', (line) => JSON.stringify(Object.fromEntries(Object.entries(parse(line)).reverse()))],
    ['minus zero', (line) => line.replace('"q":0', '"q":-0')],
    ['junk after it', (line) => `${line}x`],
    ['nothing', () => ''],
    ['half of it', (line) => line.slice(0, line.length / 2)],
    ['a lone surrogate', (line) => line.replace('"type"', '"a":"\\ud800","type"')],
    ['too great a number', (line) => line.replace(/"seq":\d+/, '"seq":1e400')],
    ['depth', (line) => line.replace('"type"', `"a":${'['.repeat(70_000)}${']'.repeat(70_000)},"type"`)],
    ['an unknown type', (line) => line.replace(/"type":"[a-z]+"/, '"type":"__proto__"')],
    ['an array', (line) => `[${line}]`],
    ['a NUL', (line) => `${line}\u0000`],
  ]
  test.each(respell)('[RPL-07] [RPL-09] [LED-01] %s is a finding of form at its line', (_what, change) => {
    for (const [index, line] of LINES.entries()) {
      if (change(line) === line) continue
      const report = verify(LINES.with(index, change(line)))
      expect(report.findings.find(({ code }) => code === 'form')).toMatchObject({ seq: index, path: '' })
      expect(isAtOrInFrameBefore(PLAIN, report, index)).toBe(true)
      expect(report.replay.reasons).toContain('capture mismatch')
    }
  })
})

test('[RPL-13] the law of these traces is the one that was found', () => {
  expect(PLAIN[0]?.['ruleset']).toMatchObject({ digest: law.digest })
})
