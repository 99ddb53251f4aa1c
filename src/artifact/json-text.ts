import { isWellFormed } from '../base/utf8.js'
import { ARTIFACT_LIMITS, isBounded } from './document.js'
import type { DocumentLimits, ReadDocument, Unreadable } from './document.js'
import type { Member, Node } from './node.js'
import type { Problem } from './problem.js'
import { makeReport, makeSource, quote } from './source.js'
import type { Report } from './source.js'

const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const WORDS = new Map<string, boolean | null>([['true', true], ['false', false], ['null', null]])
const WORD = /true|false|null/y

/** Where the reader stands, and whether it must stop. */
interface Cursor {
  readonly text: string
  readonly limits: DocumentLimits
  readonly report: Report
  at: number
  nodes: number
}

const take = (cursor: Cursor, pattern: RegExp): string | undefined => {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)?.[0]
  if (found !== undefined) cursor.at += found.length
  return found
}

const takeSpace = (cursor: Cursor): void => void take(cursor, SPACE)

const syntax = (cursor: Cursor, expected: string): undefined => {
  const found = cursor.at < cursor.text.length ? quote(cursor.text.slice(cursor.at, cursor.at + 12)) : 'the end of the file'
  return cursor.report(cursor.at, 'json-syntax', `${found} stands here`, `expected ${expected}`)
}

const takeSign = (cursor: Cursor, sign: string): boolean => {
  takeSpace(cursor)
  if (cursor.text[cursor.at] !== sign) return false
  cursor.at += 1
  return true
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** The offset after the closing quote of the text that begins at `start`, or -1. A pattern would overflow on a long text. */
const textEnd = (text: string, start: number): number => {
  if (text.charCodeAt(start) !== QUOTE) return -1
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) return at + 1
    if (unit < 0x20) return -1 // A control character stands escaped (RFC 8259 §7).
    if (unit === BACKSLASH) at++
  }
  return -1
}

const parseText = (literal: string): string | undefined => {
  try {
    return JSON.parse(literal) as string // A literal in quotes is a text or does not parse.
  } catch {
    return undefined
  }
}

const takeText = (cursor: Cursor): string | undefined => {
  const start = cursor.at
  const end = textEnd(cursor.text, start)
  const value = end < 0 ? undefined : parseText(cursor.text.slice(start, end))
  if (value === undefined) return undefined
  cursor.at = end
  if (!isWellFormed(value)) cursor.report(start, 'text-ill-formed', 'a text with an unpaired surrogate')
  return value
}

const takeScalar = (cursor: Cursor): Node | undefined => {
  const start = cursor.at
  const text = takeText(cursor)
  if (text !== undefined) return { kind: 'scalar', start, value: text }
  const digits = take(cursor, NUMBER)
  if (digits === undefined) {
    const word = take(cursor, WORD)
    return word === undefined ? syntax(cursor, 'a JSON value') : { kind: 'scalar', start, value: WORDS.get(word) ?? null }
  }
  const value = Number(digits)
  if (!Number.isFinite(value)) cursor.report(start, 'number-not-finite', `${quote(digits)} is no finite number`)
  return { kind: 'scalar', start, value: value === 0 ? 0 : value } // −0 is read as 0 (NUM-01).
}

const takeList = (cursor: Cursor, start: number, depth: number): Node | undefined => {
  const items: Node[] = []
  if (takeSign(cursor, ']')) return { kind: 'list', start, items }
  for (;;) {
    const item = takeValue(cursor, depth)
    if (item === undefined) return undefined
    items.push(item)
    if (takeSign(cursor, ']')) return { kind: 'list', start, items }
    if (!takeSign(cursor, ',')) return syntax(cursor, '"," or "]"')
  }
}

const takeMember = (cursor: Cursor, members: Map<string, Member>, depth: number): boolean => {
  takeSpace(cursor)
  const keyStart = cursor.at
  const key = takeText(cursor)
  if (key === undefined) return syntax(cursor, 'a key in double quotes') !== undefined
  if (members.has(key)) cursor.report(keyStart, 'key-repeated', `key ${quote(key)} stands here again`, 'expected each key once')
  if (!takeSign(cursor, ':')) return syntax(cursor, '":"') !== undefined
  const node = takeValue(cursor, depth)
  if (node !== undefined) members.set(key, { keyStart, node })
  return node !== undefined
}

const takeMapping = (cursor: Cursor, start: number, depth: number): Node | undefined => {
  const members = new Map<string, Member>()
  if (takeSign(cursor, '}')) return { kind: 'mapping', start, members }
  for (;;) {
    if (!takeMember(cursor, members, depth)) return undefined
    if (takeSign(cursor, '}')) return { kind: 'mapping', start, members }
    if (!takeSign(cursor, ',')) return syntax(cursor, '"," or "}"')
  }
}

const takeValue = (cursor: Cursor, depth: number): Node | undefined => {
  takeSpace(cursor)
  const { limits, report, at: start } = cursor
  const isCollection = cursor.text[start] === '[' || cursor.text[start] === '{'
  if (isCollection && depth >= limits.depth) return report(start, 'file-too-deep', `nesting of more than ${limits.depth} levels`)
  if (++cursor.nodes > limits.nodes) return report(start, 'file-too-many-nodes', `more than ${limits.nodes} nodes`)
  if (takeSign(cursor, '[')) return takeList(cursor, start, depth + 1)
  if (takeSign(cursor, '{')) return takeMapping(cursor, start, depth + 1)
  return takeScalar(cursor)
}

/**
 * Reads one JSON text (RFC 8259), strictly, with the place of every node. Refuses duplicate keys, numbers that are no finite double and
 * unpaired surrogates (LAW-02), and what is beyond the limits (LAW-08).
 */
export const readJson = (text: string, file: string, limits: DocumentLimits = ARTIFACT_LIMITS): ReadDocument | Unreadable => {
  const source = makeSource(file, text)
  const problems: Problem[] = []
  const report = makeReport(source, problems)
  if (!isBounded(text, limits.bytes, report)) return { ok: false, problems }
  const cursor: Cursor = { text, limits, report, at: 0, nodes: 0 }
  const root = takeValue(cursor, 0)
  takeSpace(cursor)
  if (root !== undefined && cursor.at < text.length) syntax(cursor, 'the end of the file')
  return root === undefined || problems.length > 0 ? { ok: false, problems } : { ok: true, source, root }
}
