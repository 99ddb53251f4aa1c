import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawUint32, prngFromSeed } from '../../src/base/index.js'

/** Makes one hostile thing at `path`: a file, a link, a pipe or a folder. */
export type Make = (path: string) => void

const holds =
  (content: string | Uint8Array): Make =>
  (path) =>
    writeFileSync(path, content)

/** Bytes without any order, the same in every run. */
export const junk = (length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  let state = prngFromSeed(4)
  for (let at = 0; at < length; at++) {
    const [word, next] = drawUint32(state)
    bytes[at] = word
    state = next
  }
  return bytes
}

/** A file of zero bytes that takes no room on the disk. */
export const sparse =
  (bytes: number): Make =>
  (path) => {
    writeFileSync(path, '')
    truncateSync(path, bytes)
  }

const GIGABYTE = 1_073_741_824
const DEEP = 100_000
const LONG = 'a'.repeat(1_000_000)
const PROGRAM = 'qcompute: program/1\nstream:\n'
const HEADER_START = '{"backend":"auto","backend_legal":[],"drift_bound":0,"environment":"'

// Each alias stands ten times for the one before: a billion of the first.
const laughs = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
for (const [at, name] of [...'bcdefghi'].entries()) {
  laughs.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${'abcdefgh'[at]}`).join(', ')}]`)
}

/** Texts that no verb takes for anything, whatever the verb expects. */
export const WRONG_EVERYWHERE: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['nothing', holds('')],
  ['one line end', holds('\n')],
  ['a byte order mark', holds('\ufeff')],
  ['line ends without end', holds('\n'.repeat(500_000))],
  ['carriage returns', holds('\r'.repeat(500_000))],
  ['spaces without end', holds(' '.repeat(1_000_000))],
  ['binary junk', holds(junk(65_536))],
  ['a cut character', holds(new Uint8Array([0x61, 0x0a, 0xe2, 0x82]))],
  ['UTF-16', holds(Buffer.from(`${PROGRAM}- h(q=0)\n`, 'utf16le'))],
  ['zero bytes', sparse(300_000)],
  ['a gigabyte on one line', sparse(GIGABYTE)],
  ['brackets', holds('['.repeat(DEEP))],
  ['brackets that close', holds('['.repeat(DEEP) + ']'.repeat(DEEP))],
  ['braces', holds('{"a":'.repeat(DEEP))],
  ['braces that close', holds(`${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`)],
  ['braces without quotes', holds('{a: '.repeat(DEEP))],
  ['colons in brackets', holds(`[${'a: '.repeat(DEEP)}`)],
  ['dashes', holds('- '.repeat(DEEP))],
  ['question marks', holds('? '.repeat(DEEP))],
  ['parentheses', holds('('.repeat(DEEP))],
  ['quotes', holds('"'.repeat(300_000))],
  ['one long word', holds(LONG)],
  ['a billion laughs', holds(`${laughs.join('\n')}\n`)],
  ['merge keys', holds('a: {}\n'.concat('<<: {a: 1}\n'.repeat(50_000)))],
  ['documents', holds('---\n'.repeat(100_000))],
  ['tags', holds('- !x y\n'.repeat(50_000))],
  ['directives', holds('%YAML 1.2\n'.repeat(50_000))],
  ['a block scalar', holds(`|\n${' x\n'.repeat(100_000)}`)],
  ['comments', holds('#\n'.repeat(200_000))],
  ['control characters', holds('\u0001\u001b[31m\u0007\u009b'.repeat(1000))],
])

/** Paths that lead to no regular file. */
export const NO_FILES: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['a folder', (path) => void mkdirSync(path)],
  ['a pipe', (path) => void execFileSync('mkfifo', [path])],
  ['a link to a device', (path) => symlinkSync('/dev/zero', path)],
  ['a link to nothing', (path) => symlinkSync(`${path}.gone`, path)],
  ['a link to itself', (path) => symlinkSync(path, path)],
  ['a link to its folder', (path) => symlinkSync('.', path)],
  ['a link through a pipe', (path) => {
    execFileSync('mkfifo', [`${path}.pipe`])
    symlinkSync(`${path}.pipe`, path)
  }],
  ['nothing at all', () => undefined],
])

/** Programs that begin well. */
export const WRONG_PROGRAMS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['brackets in an item', holds(`${PROGRAM}- ${'['.repeat(DEEP)}\n`)],
  ['brackets in JSON', holds(`{"qcompute":"program/1","stream":[${'['.repeat(DEEP)}`)],
  ['colons in an item', holds(`${PROGRAM}- {${'a: '.repeat(DEEP)}\n`)],
  ['an enormous token id', holds(`${PROGRAM}- { token: ${LONG} }\n`)],
  ['an enormous operator', holds(`${PROGRAM}- { op: ${LONG} }\n`)],
  ['an enormous target', holds(`${PROGRAM}- { transition: ${LONG} }\n`)],
  ['an enormous environment', holds(`qcompute: program/1\nsession: { env: ${LONG} }\n`)],
  ['an environment of no name', holds('qcompute: program/1\nsession: { env: __proto__, backend: constructor }\n')],
  ['an enormous text', holds(`${PROGRAM}- ${LONG}\n`)],
  ['parameters without end', holds(`{"qcompute":"program/1","stream":[{"op":"h","params":{${'"a":1,'.repeat(50_000)}"q":0}}]}`)],
  ['a key twice', holds('{"qcompute":"program/1","stream":[],"stream":[]}')],
  ['numbers beyond doubles', holds(`${PROGRAM}- { op: h, params: { q: 1e999 } }\n`)],
  ['more values than are read', holds(`{"qcompute":"program/1","x":[${'1,'.repeat(250_000)}1]}`)],
  ['an unpaired surrogate', holds('{"qcompute":"program/1","stream":["\\ud800"]}')],
])

const doublings = Array.from({ length: 60 }, (_, at) => `gate g${at + 1} a { g${at} a; g${at} a; }`)

/** Circuits that begin well. */
export const WRONG_CIRCUITS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['parentheses in an angle', holds(`OPENQASM 2.0; qreg q[1]; U(${'('.repeat(DEEP)}`)],
  ['braces in a body', holds(`OPENQASM 3.0; gate g a ${'{'.repeat(DEEP)}`)],
  ['brackets in an index', holds(`OPENQASM 3.0; qubit[2] q; U(0,0,0) q${'['.repeat(DEEP)}`)],
  ['signs', holds(`OPENQASM 2.0; qreg q[1]; U(${'-'.repeat(DEEP)}1,0,0) q[0];`)],
  ['an enormous register', holds('OPENQASM 2.0; qreg q[99999999999999999999];')],
  ['an enormous name', holds(`OPENQASM 2.0; qreg ${LONG}[1]; U(0,0,0) ${LONG}[2];`)],
  ['an enormous number', holds(`OPENQASM 2.0; qreg q[1]; U(${'9'.repeat(500_000)},0,0) q[0];`)],
  ['gates that double', holds(
    `OPENQASM 2.0; qreg q[1]; gate g0 a {} ${doublings.join(' ')} g60 q[0];`,
  )],
  ['a name of JavaScript', holds('OPENQASM 2.0; qreg __proto__[1]; constructor __proto__[0];')],
])

/** Traces that begin well. */
export const WRONG_TRACES: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['brackets in a header', holds(`${HEADER_START}${'['.repeat(DEEP)}\n`)],
  ['nested members', holds(`{"type":"header","x":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}\n`)],
  ['an enormous environment', holds(`${HEADER_START}${LONG}"}\n`)],
  ['a line just too long', holds(`${'a'.repeat(1_048_577)}\n`)],
  ['lines without end', holds('{}\n'.repeat(300_000))],
  ['names of JavaScript', holds('{"type":"header","__proto__":{"type":"footer"},"constructor":1,"hasOwnProperty":2}\n')],
  ['numbers beyond doubles', holds('{"type":"header","seq":1e999}\n')],
])

/** Makes `thing` in `folder` under `name`; gives its path. */
export const put = (folder: string, name: string, thing: Make): string => {
  const path = join(folder, name)
  thing(path)
  return path
}
