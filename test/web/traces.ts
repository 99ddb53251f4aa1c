import fc from 'fast-check'
import type { Law } from '../../src/artifact/law.js'
import { compileLaw } from '../../src/engine/index.js'
import { programArbitrary } from '../../properties/arbitraries/program.js'
import { execute } from '../../properties/execution.js'
import { at, edit, othersOf, parse, pathsOf, rehash, write } from '../verifier/tampering.js'
import type { Plain, PlainLine } from '../verifier/tampering.js'
import { LAWS, MISSING_LAW, seed } from './laws.js'

/** A trace of the sample. */
export interface Sample {
  readonly name: string
  readonly bytes: Uint8Array
}

const bytesOf = (lines: readonly string[]): Uint8Array => Buffer.from(lines.map((line) => `${line}\n`).join(''))

/** The lines of `count` random programs under `law`. */
const lawfulUnder = (law: Law, count: number): readonly string[][] => {
  const compiled = compileLaw(law)
  return fc.sample(programArbitrary(law, 24), { numRuns: count, seed }).map((program) => [...execute(compiled, program).lines])
}

type Change = (lines: readonly string[], index: number, choice: number) => readonly string[]

const spliced = (lines: readonly string[], index: number, gone: number, ...more: readonly string[]): string[] => [
  ...lines.slice(0, index), ...more, ...lines.slice(index + gone),
]

const respelt = (from: RegExp, to: string): Change => (lines, index) => {
  const place = [...lines.slice(index), ...lines.slice(0, index)].findIndex((line) => from.test(line))
  const found = (place + index) % lines.length
  return place < 0 ? lines : spliced(lines, found, 1, (lines[found] ?? '').replace(from, to))
}

const member = (isRehashed: boolean): Change => (lines, index, choice) => {
  const plain = lines.map(parse)
  const line = plain[index] as PlainLine
  const paths = pathsOf(line)
  const path = paths[choice % paths.length] as string[]
  const { same, other } = othersOf(at(line, path))
  const values: readonly (Plain | undefined)[] = [...same, ...other, undefined]
  const forged = plain.map((one, place) => (place === index ? edit(one, path, values[choice % values.length]) : one))
  return (isRehashed ? rehash(forged, index) : forged).map(write)
}

/** Ways to change lines; each is applied at a line and with a number that chooses among values. */
const LINE_CHANGES: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['a member', member(false)],
  ['a member, all hashed anew', member(true)],
  ['dropped', (lines, index) => spliced(lines, index, 1)],
  ['dropped, all hashed anew', (lines, index) => rehash(spliced(lines, index, 1).map(parse), index).map(write)],
  ['doubled', (lines, index) => spliced(lines, index, 0, lines[index] ?? '')],
  ['swapped', (lines, index) => spliced(lines, index, 2, ...lines.slice(index, index + 2).reverse())],
  ['cut off', (lines, index) => lines.slice(0, index)],
  ['an empty line', (lines, index) => spliced(lines, index, 0, '')],
  ['no JSON', (lines, index) => spliced(lines, index, 1, (lines[index] ?? '').slice(0, -1))],
  ['a byte order mark', (lines, index) => spliced(lines, index, 1, `\ufeff${lines[index]}`)],
  ['a carriage return', (lines, index) => spliced(lines, index, 1, `${lines[index]}\r`)],
  ['a space', respelt(/:/, ': ')],
  ['1e400', respelt(/:(\d+)/, ':1e400')],
  ['-0', respelt(/:0\b/, ':-0')],
  ['a number respelt', respelt(/:(\d+)([,}])/, ':$1.0$2')],
  ['a member twice', respelt(/\{("\w+":)/, '{$10,$1')],
  ['a lone surrogate', respelt(/:"/, ':"\\ud800')],
  ['an escape respelt', respelt(/:"s/, ':"\\u0073')],
  ['__proto__', respelt(/\{/, '{"__proto__":{"x":1},')],
  ['deep', (lines, index) => spliced(lines, index, 1, '['.repeat(5000))],
  ['long', (lines, index) => spliced(lines, index, 1, `"${'x'.repeat(1_048_577)}"`)],
  ['another law', respelt(/"digest":"./, '"digest":"0')],
  ['another format', respelt(/qtrace\/1/, 'qtrace/9')],
])

const INVALID = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0], [0xef, 0xbb, 0xbf], [0xc3, 0xa9]]

const withBytes = (bytes: Uint8Array, place: number, choice: number): Uint8Array => {
  const put = INVALID[choice % INVALID.length] ?? []
  return Buffer.concat([bytes.subarray(0, place), Uint8Array.from(put), bytes.subarray(place + (choice % 2))])
}

const oneOf = <T>(list: readonly T[], choice: number): T => list[choice % list.length] as T

/** The sample: `each` lawful traces under each law, as many under a law that a page has not, and `count` tampered ones. */
export const samples = (each: number, count: number): readonly Sample[] => {
  const traces = LAWS.flatMap((law) => lawfulUnder(law, each))
  const open = lawfulUnder(MISSING_LAW, each)
  const names = [...LINE_CHANGES.keys(), 'bytes', 'bytes', 'bytes', 'no last line feed', 'cut inside']
  const draws = fc.sample(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { numRuns: count, seed })
  const tampered = draws.map(([which, where, choice], index): Sample => {
    const lines = oneOf(traces, which)
    const bytes = bytesOf(lines)
    const name = oneOf(names, index)
    const change = LINE_CHANGES.get(name)
    const said = `${index} ${name} at ${where % lines.length}`
    if (change !== undefined) return { name: said, bytes: bytesOf(change(lines, where % lines.length, choice)) }
    if (name === 'bytes') return { name: said, bytes: withBytes(bytes, where % bytes.length, choice) }
    return { name: said, bytes: bytes.subarray(0, name === 'cut inside' ? where % bytes.length : -1) }
  })
  return [...[...traces, ...open].map((lines, index) => ({ name: `lawful ${index}`, bytes: bytesOf(lines) })), ...tampered]
}
