import { Composer, isMap, isScalar, isSeq, Parser } from 'yaml'
import type { CST, Pair } from 'yaml'
import { LIMITS } from '../base/limits.js'
import { isWellFormed, utf8Length } from '../base/utf8.js'
import type { ProblemCode } from './catalogue.js'
import type { Member, Node } from './node.js'
import type { Problem } from './problem.js'
import { makeReport, makeSource, quote } from './source.js'
import type { Report, Source } from './source.js'

/** A node of a document as `readYaml` gives it. */
export type YamlNode = Node

/** A document that was read: its source and its root. */
export interface ReadDocument {
  readonly ok: true
  readonly source: Source
  readonly root: Node
}

/** What is wrong with a document. */
export interface Unreadable {
  readonly ok: false
  readonly problems: readonly Problem[]
}

/** Bounds of one document: bytes of UTF-8, levels of nesting, nodes. */
export interface DocumentLimits {
  readonly bytes: number
  readonly depth: number
  readonly nodes: number
}

/** The bounds of one artifact (LAW-08). */
export const ARTIFACT_LIMITS: DocumentLimits = {
  bytes: LIMITS.artifactBytes.value,
  depth: LIMITS.artifactDepth.value,
  nodes: LIMITS.artifactNodes.value,
}

/** Whether `text` has at most `bytes` bytes of UTF-8; reports otherwise (LAW-08). Ill-formed text is reported too (LAW-02). */
export const isBounded = (text: string, bytes: number, report: Report): boolean => {
  if (text.length > bytes) report(0, 'file-too-large', `${text.length} characters`, `expected at most ${bytes} bytes`)
  else if (!isWellFormed(text)) report(0, 'text-ill-formed', 'the file holds an unpaired surrogate', 'expected well-formed text')
  else if (utf8Length(text) > bytes) report(0, 'file-too-large', `${utf8Length(text)} bytes`, `expected at most ${bytes}`)
  else return true
  return false
}

const OPTIONS = { version: '1.2', schema: 'core', uniqueKeys: false, strict: true, prettyErrors: false, logLevel: 'silent' } as const

const FORBIDDEN = new Map<string, readonly [ProblemCode, string]>([
  ['anchor', ['yaml-anchor', 'write the value out where it is needed']],
  ['alias', ['yaml-alias', 'write the value out here']],
  ['tag', ['yaml-tag', 'leave it out: the schema is core']],
  ['directive', ['yaml-directive', 'leave it out: the version is 1.2']],
])

const isVersion = (token: CST.Token): boolean =>
  token.type === 'directive' && /^%YAML[ \t]+1\.2[ \t]*(#.*)?$/.test(token.source.trimEnd())

// LAW-02. Tokens tell what the composer would already have resolved.
const checkToken = (token: CST.Token, report: Report): void => {
  if (token.type === 'error') report(token.offset, 'yaml-syntax', `${token.message} ${quote(token.source)}`.split('\n').join(' '))
  const found = FORBIDDEN.get(token.type)
  if (found === undefined || isVersion(token)) return
  report(token.offset, found[0], `${token.type} ${quote('source' in token ? token.source.trimEnd() : '')}`, found[1])
}

const LAYOUT = new Set(['space', 'newline', 'comment'])

// Checks the tokens around a part and counts those that are more than layout.
const checkAll = (tokens: readonly CST.Token[] | undefined, report: Report): number => {
  let count = 0
  for (const token of tokens ?? []) {
    checkToken(token, report)
    if (!LAYOUT.has(token.type)) count += 1
  }
  return count
}

interface Waiting {
  readonly token: CST.Token
  readonly depth: number
}

const AFTER = new Set([...LAYOUT, 'flow-map-end', 'flow-seq-end', 'flow-error-end'])

// The composer would build an error with a stack for each of possibly very many.
const checkEnd = (token: CST.Token, report: Report): void => {
  for (const after of ('end' in token ? token.end : undefined) ?? []) {
    if (!AFTER.has(after.type)) report(after.offset, 'yaml-syntax', `unexpected ${after.type} ${quote(after.source)}`)
  }
}

// Checks what stands around the parts of a token and counts it, and puts its parts among those that wait.
const takeApart = (token: CST.Token, depth: number, waiting: Waiting[], report: Report): number => {
  if (token.type === 'document') {
    if (token.value !== undefined) waiting.push({ token: token.value, depth })
    return checkAll(token.start, report)
  }
  if (token.type === 'block-scalar') return checkAll(token.props, report)
  let count = 0
  for (const { start, key, sep, value } of 'items' in token ? token.items : []) {
    count += 1 + checkAll(start, report) + checkAll(sep, report)
    if (key !== undefined && key !== null) waiting.push({ token: key, depth })
    if (value !== undefined) waiting.push({ token: value, depth })
  }
  return count
}

// A member of a mapping has at most two nodes, an item, a colon and a comma.
const TOKENS_PER_NODE = 3

// Without recursion, since the depth is not known yet. Stops at the first limit (LAW-08).
const checkTokens = (tokens: readonly CST.Token[], limits: DocumentLimits, report: Report): void => {
  const waiting: Waiting[] = tokens.map((token) => ({ token, depth: 0 }))
  let count = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token } = next
    const depth = 'items' in token ? next.depth + 1 : next.depth
    if (depth > limits.depth) return report(token.offset, 'file-too-deep', `nesting of more than ${limits.depth} levels`)
    checkToken(token, report)
    checkEnd(token, report)
    count += 1 + takeApart(token, depth, waiting, report)
    if (count > TOKENS_PER_NODE * limits.nodes) return report(token.offset, 'file-too-many-nodes', `more than ${limits.nodes} nodes`)
  }
}

const nodeCount = (node: Node): number => {
  let count = 1
  if (node.kind === 'list') for (const item of node.items) count += nodeCount(item)
  if (node.kind === 'mapping') for (const member of node.members.values()) count += nodeCount(member.node)
  return count
}

type Raw = object | null | undefined

const startOf = (raw: Raw, otherwise: number): number =>
  raw !== null && raw !== undefined && 'range' in raw && Array.isArray(raw.range) ? Number(raw.range[0]) : otherwise

const convertScalar = (value: unknown, start: number, report: Report): Node => {
  if (typeof value === 'string' && !isWellFormed(value)) report(start, 'text-ill-formed', 'a text with an unpaired surrogate')
  if (typeof value === 'number' && !Number.isFinite(value)) report(start, 'number-not-finite', `${value} is no finite number`)
  const isScalarValue = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  // −0 is read as 0 (NUM-01).
  return { kind: 'scalar', start, value: value === 0 ? 0 : isScalarValue ? value : null }
}

const convertMember = (pair: Pair<unknown, unknown>, start: number, members: Map<string, Member>, report: Report): void => {
  const keyStart = startOf(pair.key as Raw, start)
  const key = isScalar(pair.key) ? pair.key.value : pair.key
  const node = convert(pair.value as Raw, keyStart, report)
  if (typeof key !== 'string') report(keyStart, 'key-not-text', 'a key that is no text', 'quote it')
  else if (key === '<<') report(keyStart, 'yaml-merge-key', 'merge key', 'write the members out')
  else if (members.has(key)) report(keyStart, 'key-repeated', `key ${quote(key)} stands here again`, 'expected each key once')
  else if (!isWellFormed(key)) report(keyStart, 'text-ill-formed', 'a key with an unpaired surrogate')
  else members.set(key, { keyStart, node })
}

const convert = (raw: Raw, otherwise: number, report: Report): Node => {
  const start = startOf(raw, otherwise)
  if (isSeq(raw)) return { kind: 'list', start, items: raw.items.map((item) => convert(item as Raw, start, report)) }
  if (!isMap(raw)) return convertScalar(isScalar(raw) ? raw.value : null, start, report)
  const members = new Map<string, Member>()
  for (const pair of raw.items) convertMember(pair, start, members, report)
  return { kind: 'mapping', start, members }
}

const compose = (source: Source, limits: DocumentLimits, report: Report, problems: readonly Problem[]): Node | undefined => {
  const tokens = [...new Parser().parse(source.text)]
  checkTokens(tokens, limits, report)
  const second = tokens.filter(({ type }) => type === 'document')[1]
  if (second !== undefined) report(second.offset, 'yaml-documents', 'a second document begins here', 'expected one document')
  if (problems.length > 0) return undefined
  const [document] = new Composer(OPTIONS).compose(tokens, true, source.text.length)
  if (document === undefined) return undefined
  for (const { pos, message } of [...document.errors, ...document.warnings]) report(pos[0], 'yaml-syntax', message.split('\n')[0] ?? '')
  if (problems.length > 0) return undefined
  const root = convert(document.contents, 0, report)
  if (nodeCount(root) > limits.nodes) report(0, 'file-too-many-nodes', `more than ${limits.nodes} nodes`)
  return root
}

/**
 * Reads one YAML 1.2 document of the core schema (LAW-02, LAW-08): no duplicate keys, anchors, aliases, tags, merge keys, further
 * documents, infinities, NaN or unpaired surrogates. Gives the tree of nodes with their places, or every problem found.
 */
export const readYaml = (text: string, file: string, limits: DocumentLimits = ARTIFACT_LIMITS): ReadDocument | Unreadable => {
  const source = makeSource(file, text)
  const problems: Problem[] = []
  const report = makeReport(source, problems)
  const root = isBounded(text, limits.bytes, report) ? compose(source, limits, report, problems) : undefined
  return root === undefined || problems.length > 0 ? { ok: false, problems } : { ok: true, source, root }
}
