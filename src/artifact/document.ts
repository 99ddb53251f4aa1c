import { Composer, isMap, isScalar, isSeq, Parser } from 'yaml'
import type { CST, Pair } from 'yaml'
import { LIMITS } from '../base/limits.js'
import { isWellFormed, utf8Length } from '../base/utf8.js'
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

const looseTokens = (token: CST.Token): readonly CST.Token[] => {
  if (token.type === 'document') return [...token.start, ...(token.end ?? [])]
  if (token.type === 'block-scalar') return token.props
  if ('items' in token) return token.items.flatMap((item) => [...item.start, ...(item.sep ?? [])])
  return []
}

const valueTokens = (token: CST.Token): readonly CST.Token[] => {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value]
  if (!('items' in token)) return []
  return token.items.flatMap(({ key, value }) => [key, value].filter((part) => part !== undefined && part !== null))
}

// LAW-02. Tokens tell what the composer would already have resolved.
const checkToken = (token: CST.Token, report: Report): void => {
  const said = 'source' in token ? quote(token.source.trimEnd()) : ''
  if (token.type === 'anchor') report(token.offset, 'yaml-anchor', `anchor ${said}`, 'write the value out where it is needed')
  if (token.type === 'alias') report(token.offset, 'yaml-alias', `alias ${said}`, 'write the value out here')
  if (token.type === 'tag') report(token.offset, 'yaml-tag', `tag ${said}`, 'leave it out: the schema is core')
  if (token.type === 'directive' && !/^%YAML[ \t]+1\.2[ \t]*(#.*)?$/.test(token.source.trimEnd()))
    report(token.offset, 'yaml-directive', `directive ${said}`, 'leave it out: the version is 1.2')
}

// Without recursion, since the depth is not known yet. Stops at the first limit (LAW-08).
const checkTokens = (tokens: readonly CST.Token[], limits: DocumentLimits, report: Report): void => {
  const waiting = tokens.map((token) => ({ token, depth: 0 })).reverse()
  let nodes = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token } = next
    const isCollection = 'items' in token
    const depth = next.depth + (isCollection ? 1 : 0)
    nodes += 1 + (isCollection ? token.items.length : 0)
    if (depth > limits.depth) return report(token.offset, 'file-too-deep', `nesting of more than ${limits.depth} levels`)
    if (nodes > 2 * limits.nodes) return report(token.offset, 'file-too-many-nodes', `more than ${limits.nodes} nodes`)
    checkToken(token, report)
    for (const loose of looseTokens(token)) checkToken(loose, report)
    for (const value of valueTokens(token)) waiting.push({ token: value, depth })
  }
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
  return problems.length > 0 ? undefined : convert(document.contents, 0, report)
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
