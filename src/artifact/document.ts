import { Composer, isMap, isScalar, isSeq, Lexer, Parser } from 'yaml'
import type { CST, Pair } from 'yaml'
import { isWellFormed } from '../base/utf8.js'
import { ARTIFACT_LIMITS, isBounded, nodeCount } from './document-limits.js'
import type { DocumentLimits } from './document-limits.js'
import type { Member, Node } from './node.js'
import type { Problem } from './problem.js'
import type { ReadDocument, Unreadable } from './read-document.js'
import { makeReport, makeSource, quote } from './source.js'
import type { Report, Source } from './source.js'
import { isPrintable } from './yaml-characters.js'
import { bounded, checkTokens } from './yaml-tokens.js'

export { ARTIFACT_LIMITS, isBounded } from './document-limits.js'
export type { DocumentLimits } from './document-limits.js'
export type { ReadDocument, Unreadable } from './read-document.js'

/** A node of a document as `readYaml` gives it. */
export type YamlNode = Node

const OPTIONS = { version: '1.2', schema: 'core', uniqueKeys: false, strict: true, prettyErrors: false, logLevel: 'silent' } as const

type Raw = object | null | undefined

const startOf = (raw: Raw, otherwise: number): number =>
  raw !== null && raw !== undefined && 'range' in raw && Array.isArray(raw.range) ? Number(raw.range[0]) : otherwise

const convertScalar = (value: unknown, start: number, report: Report): Node => {
  if (value === null || value === undefined) return { kind: 'scalar', start, value: null }
  if (typeof value === 'string' && !isWellFormed(value)) report(start, 'text-ill-formed', 'a text with an unpaired surrogate')
  if (typeof value === 'number' && !Number.isFinite(value)) report(start, 'number-not-finite', `${value} is no finite number`)
  const isScalarValue = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  if (!isScalarValue) report(start, 'yaml-tag', 'a value that is no text, number, boolean or null')
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
  if (isMap(raw)) {
    const members = new Map<string, Member>()
    for (const pair of raw.items) convertMember(pair, start, members, report)
    return { kind: 'mapping', start, members }
  }
  const isNothing = raw === null || raw === undefined
  if (!isNothing && !isScalar(raw)) report(start, 'yaml-alias', 'a node that is no mapping, list or scalar', 'write the value out here')
  return convertScalar(isScalar(raw) ? raw.value : null, start, report)
}

/** Collects problems, and knows for itself whether there was one. */
interface Refusal {
  readonly report: Report
  isRefused(): boolean
}

const makeRefusal = (source: Source, problems: Problem[]): Refusal => {
  const collect = makeReport(source, problems)
  let isRefused = false
  return {
    report: (...said) => {
      isRefused = true
      return collect(...said)
    },
    isRefused: () => isRefused,
  }
}

const compose = (source: Source, limits: DocumentLimits, { report, isRefused }: Refusal): Node | undefined => {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  for (const lexeme of bounded(new Lexer().lex(source.text), parser, limits, report)) tokens.push(...parser.next(lexeme))
  if (isRefused()) return undefined
  tokens.push(...parser.end())
  checkTokens(tokens, report)
  const second = tokens.filter(({ type }) => type === 'document')[1]
  if (second !== undefined) report(second.offset, 'yaml-documents', 'a second document begins here', 'expected one document')
  if (isRefused()) return undefined
  const [document] = new Composer(OPTIONS).compose(tokens, true, source.text.length)
  if (document === undefined) return undefined
  for (const { pos, message } of [...document.errors, ...document.warnings]) report(pos[0], 'yaml-syntax', message.split('\n')[0] ?? '')
  if (isRefused()) return undefined
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
  const refusal = makeRefusal(source, problems)
  const isText = isBounded(text, limits.bytes, refusal.report) && isPrintable(text, refusal.report)
  const root = isText ? compose(source, limits, refusal) : undefined
  return root === undefined || refusal.isRefused() ? { ok: false, problems } : { ok: true, source, root }
}
