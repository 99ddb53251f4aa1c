// Counts the trusted base: what must be right for a verdict of the verifier to be right (specs/decisions/0020-trusted-base.md).
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { importsOf } from './fences/imports.mjs'
import { bracketPairs, codeTokens, skipType, tokenize } from './fences/scan.mjs'
import { readTree } from './fences/tree.mjs'

/** The most lines of code that the trusted base may have. */
export const TCB_LINES_MAX = 3100

const named = (folder, names) => names.split(' ').map((name) => `src/${folder}/${name}.ts`)

/** The trusted files, part by part, and why they are trusted. */
export const TRUSTED = [
  {
    part: 'kernel',
    why: 'says what each step should have been',
    paths: [
      ...named('kernel', 'arguments bound bound-law context drift entry expression facts frame frame-change grammar index kernel'),
      ...named('kernel', 'machine operator placement recall rule state step step-context token transition'),
    ],
  },
  {
    part: 'verifier',
    why: 'compares that with the trace and gives the verdict',
    paths: [
      ...named('verifier', 'cursor excess expected expected-line finding framelines hashdigits interned lane line match observation'),
      ...named('verifier', 'reconstructed replay sealcheck times trail verdict verifier'),
    ],
  },
  {
    part: 'ledger',
    why: 'cuts a trace into lines, reads them, and knows their chain, tree, times and shapes',
    paths: named('ledger', 'chain decode entry format inputs line-reader lines merkle timestamp'),
  },
  {
    part: 'artifact',
    why: 'reads texts to data, digests them, and shows that the decoded law says what they say',
    paths: named('artifact', 'condition digest document law machine node read-document reencode reencode-machine seal spelling'),
  },
  {
    part: 'certificate',
    why: 'confirms a certificate of the checker with the kernel alone',
    paths: named('checker/certificate', 'certificate-events certificate-state certificate-verdict confirm'),
  },
]

/** What the trusted files run of the base layer and of packages: needed too, counted apart. */
export const BESIDE = {
  paths: named('base', 'appendlist assertion canonical digest index json limits order result unreachable utf8'),
  packages: ['yaml'],
}

const UNUSED = 're-exported by base/index.ts; nothing trusted calls it'
const WRITES = 'writes traces; the verifier never reaches it'
const PROVES = 'makes and checks proofs and what is signed; the verifier never reaches it'
const EXPLAINS = 'says what is wrong with a line that was found wrong; it cannot make it right'
const ONLY_REFUSES = 'only refuses a law: what a law states twice must be equal'

/** Files that stand beside the trusted ones, or are imported by them, and why a verdict does not rest on them. */
export const EXCUSED = new Map([
  ['src/base/editdistance.ts', UNUSED],
  ['src/base/prng.ts', UNUSED],
  ['src/kernel/consistency.ts', ONLY_REFUSES],
  ['src/kernel/cell.ts', ONLY_REFUSES],
  ['src/kernel/lifecycle.ts', ONLY_REFUSES],
  ['src/verifier/linejudge.ts', EXPLAINS],
  ['src/verifier/difference.ts', EXPLAINS],
  ['src/verifier/reason.ts', EXPLAINS],
  ['src/verifier/report.ts', EXPLAINS],
  ['src/ledger/shape.ts', EXPLAINS],
  ['src/verifier/session.ts', 'shows the state that was reconstructed; the verdict does not rest on it'],
  ['src/ledger/append.ts', WRITES],
  ['src/ledger/encode.ts', WRITES],
  ['src/ledger/proof.ts', PROVES],
  ['src/ledger/proof-check.ts', PROVES],
  ['src/ledger/proof-document.ts', PROVES],
  ['src/ledger/proof-line.ts', PROVES],
  ['src/ledger/proof-lines.ts', PROVES],
  ['src/ledger/proof-maker.ts', PROVES],
  ['src/ledger/proof-node.ts', PROVES],
  ['src/ledger/proof-tree.ts', PROVES],
  ['src/ledger/text-decoder.ts', PROVES],
  ['src/ledger/trace-root.ts', PROVES],
  ['src/artifact/document-limits.ts', 'only refuses a document: its size'],
  ['src/artifact/yaml-characters.ts', 'only refuses a document: characters that readers of YAML take differently'],
  ['src/artifact/yaml-tokens.ts', 'only refuses a document: what of YAML the language leaves out'],
  ['src/artifact/source.ts', 'gives places and wording of problems; document.ts notes for itself that there was one'],
])

const layers = ['src/kernel/', 'src/verifier/', 'src/ledger/']
const trustedPaths = new Set(TRUSTED.flatMap(({ paths }) => paths))

/** The number of lines of `text` that hold code: neither blank nor comment only. */
export const codeLines = (text) => {
  const lines = new Set()
  for (const token of tokenize(text)) {
    if (token.type === 'comment') continue
    for (const [offset, line] of token.text.split('\n').entries()) if (line.trim() !== '') lines.add(token.line + offset)
  }
  return lines.size
}

// The index behind an interface: its body is the first brace outside of angle brackets.
const interfaceEnd = (tokens, pairs, start) => {
  let depth = 0
  for (let at = start; at < tokens.length; at++) {
    const { type, text } = tokens[at]
    if (type !== 'punct') continue
    if (text === '<') depth++
    if (/^>+$/.test(text)) depth -= text.length
    if (text === '{' && depth === 0) return pairs.get(at) + 1
  }
  return -1
}

// The index behind `{ names } from 'file'`, `name from 'file'` or `* as name from 'file'`; without `from`, behind the names.
const clauseEnd = (tokens, pairs, start) => {
  const { text } = tokens[start] ?? {}
  const at = text === '{' ? pairs.get(start) + 1 : text === '*' ? start + 3 : start + 1
  if (tokens[at]?.text !== 'from') return text === '{' ? at : -1
  return tokens[at + 1]?.type === 'string' ? at + 2 : -1
}

// The index behind the statement at `start` if types are all that it declares, imports or passes on, else -1.
const typeStatementEnd = (tokens, pairs, start) => {
  const { text: first } = tokens[start]
  const at = first === 'export' || first === 'declare' ? start + 1 : start
  const [word, next, afterNext] = [tokens[at]?.text, tokens[at + 1]?.text, tokens[at + 2]?.text]
  if (word === 'interface') return interfaceEnd(tokens, pairs, at)
  if (word === 'import') return next === 'type' && afterNext !== 'from' ? clauseEnd(tokens, pairs, at + 2) : -1
  if (word !== 'type') return -1
  if (next === '{' || next === '*') return clauseEnd(tokens, pairs, at + 1)
  const equals = tokens.findIndex(({ type, text }, index) => index > at && type === 'punct' && text === '=')
  return equals < 0 ? -1 : skipType(tokens, pairs, equals + 1)
}

/** Whether nothing of `text` exists at run time: it declares and imports types and does nothing else. When in doubt, no. */
export const isTypesOnly = (text) => {
  const tokens = codeTokens(text)
  const pairs = bracketPairs(tokens)
  let at = 0
  while (at < tokens.length) {
    const end = tokens[at].text === ';' ? at + 1 : typeStatementEnd(tokens, pairs, at)
    if (end <= at) return false
    at = end
  }
  return true
}

const rowOf = ({ path, text }) => {
  const typesOnly = isTypesOnly(text)
  return { path, typesOnly, lines: typesOnly ? 0 : codeLines(text) }
}

const rowsOf = (files, paths) => files.filter(({ path }) => paths.includes(path)).map(rowOf)

/** The trusted files among `files` (`{ path, text }`): `{ part, path, typesOnly, lines }`, in order of part and path. */
export const trustedBase = (files) => TRUSTED.flatMap(({ part, paths }) => rowsOf(files, paths).map((row) => ({ part, ...row })))

const targetOf = (path, specifier) =>
  specifier?.startsWith('.') ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts') : undefined

// What a trusted file runs that is on no list.
const strayImports = ({ path, text }) =>
  importsOf(text)
    .filter(({ typeOnly }) => !typeOnly)
    .filter(({ specifier }) => {
      const target = targetOf(path, specifier)
      if (target === undefined) return !BESIDE.packages.includes(specifier)
      return !trustedPaths.has(target) && !BESIDE.paths.includes(target) && !EXCUSED.has(target)
    })
    .map(({ specifier }) => `${path}: runs ${specifier}, which is neither trusted nor excused`)

/** What is wrong with the lists themselves, given all files of src/: a file on neither list, on both, or on one and not there. */
export const listFaults = (files) => {
  const paths = new Set(files.map(({ path }) => path))
  const listed = [...trustedPaths, ...BESIDE.paths, ...EXCUSED.keys()]
  const known = new Set(listed)
  return [
    ...[...paths]
      .filter((path) => layers.some((layer) => path.startsWith(layer)) && !known.has(path))
      .map((path) => `${path}: neither trusted nor excused`),
    ...listed.filter((path) => !paths.has(path)).map((path) => `${path}: is listed, but not there`),
    ...[...EXCUSED.keys()].filter((path) => trustedPaths.has(path)).map((path) => `${path}: is trusted and excused`),
    ...files.filter(({ path }) => trustedPaths.has(path) || BESIDE.paths.includes(path)).flatMap(strayImports),
  ]
}

const sum = (rows) => rows.reduce((total, { lines }) => total + lines, 0)

/** The rows as text: each file, each part with its reason, the total. */
export const formatTable = (rows) => {
  const width = Math.max(...rows.map(({ path }) => path.length))
  const row = (name, lines, note = '') => `${name.padEnd(width)} ${String(lines).padStart(5)}${note === '' ? '' : `  ${note}`}`
  return [
    ...TRUSTED.flatMap(({ part, why }) => {
      const own = rows.filter((one) => one.part === part)
      if (own.length === 0) return []
      return [...own.map(({ path, lines, typesOnly }) => row(path, lines, typesOnly ? 'types only' : '')), row(`  ${part}`, sum(own), why)]
    }),
    row(`total, at most ${TCB_LINES_MAX}`, sum(rows)),
  ].join('\n')
}

const formatBeside = (files) => {
  const excused = [...EXCUSED].map(([path, why]) => `  ${path}: ${why}`)
  return [
    '',
    `beside the total: ${sum(rowsOf(files, BESIDE.paths))} lines of src/base that it runs; the package ${BESIDE.packages.join(', ')};`,
    '  the ports (SHA-256, UTF-8, files); the compiler and the machine',
    'not counted:',
    ...excused,
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = readTree(fileURLToPath(new URL('..', import.meta.url)), ['src'], ['.ts'])
  const rows = trustedBase(files)
  const faults = listFaults(files)
  if (rows.length > 0) console.log(formatTable(rows))
  console.log(formatBeside(files))
  for (const fault of faults) console.error(`tcb: ${fault}`)
  if (sum(rows) > TCB_LINES_MAX) console.error(`tcb: ${sum(rows) - TCB_LINES_MAX} lines too many: move out what need not be trusted`)
  process.exitCode = faults.length > 0 || sum(rows) > TCB_LINES_MAX ? 1 : 0
}
