import { LIMITS } from '../base/limits.js'
import { isWellFormed } from '../base/utf8.js'
import { readYaml } from './document.js'
import type { DocumentLimits, ReadDocument, Unreadable } from './document.js'
import type { Scalar } from './law.js'
import type { Node } from './node.js'
import type { Place, Problem } from './problem.js'
import type { DecodedItem } from './program-item.js'
import type { Source } from './source.js'

/** One item of a laid-out program: recognised already, or to be read. Problems of `read` are moved to their place by `shift`. */
export interface Piece {
  /** Offset into the text of the program. */
  readonly start: number
  readonly place: Place | null
  readonly item: DecodedItem | null
  read(file: string): ReadDocument | Unreadable
  shift(problem: Problem, place: Place): Problem
}

/** The offset of a line that is no part of an item: the text is laid out otherwise after all. Nothing follows it. */
export interface Stray {
  readonly stray: number
}

/**
 * A program whose items can be read one by one. `readHead` gives the document without its items or what is wrong with it, null if the
 * text is laid out otherwise.
 */
export interface Layout {
  readHead(source: Source): ReadDocument | Unreadable | null
  pieces(): Generator<Piece | Stray>
}

/** The bounds of one item, and of a program without its items. */
export const ITEM_LIMITS: DocumentLimits = {
  bytes: LIMITS.programBytes.value,
  depth: LIMITS.artifactDepth.value,
  nodes: LIMITS.artifactNodes.value,
}

const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const TAB = 0x09
const HASH = 0x23
const DASH = 0x2d

const STREAM_LINE = /^stream:[ \t]*(?:#[^\n]*)?\r?$/m

/** The layout of YAML whose last key is `stream`, with each item beginning on a line of its own; null for any other. */
export const layOutLines = (text: string): Layout | null => {
  const stream = STREAM_LINE.exec(text)
  if (stream === null || /\r(?!\n)/.test(text)) return null
  const headEnd = stream.index + stream[0].length
  return {
    readHead: ({ file }) => {
      const head = readYaml(text.slice(0, headEnd), file, ITEM_LIMITS)
      if (!head.ok) return head
      return endsWithStream(head.root, stream.index) ? { ...head, root: withoutStream(head.root) } : null
    },
    pieces: () => linePieces(text, headEnd),
  }
}

const endsWithStream = (root: Node, offset: number): boolean => {
  const last = root.kind === 'mapping' ? [...root.members].at(-1) : undefined
  if (last === undefined || last[0] !== 'stream' || last[1].keyStart !== offset) return false
  const { node } = last[1]
  return node.kind === 'scalar' && node.value === null
}

/** The root of a program without its member `stream`. */
export const withoutStream = (root: Node): Node => {
  if (root.kind !== 'mapping') return root
  return { ...root, members: new Map([...root.members].filter(([key]) => key !== 'stream')) }
}

/** What a line is to a block sequence whose dashes stand `indent` spaces deep. */
type LineKind = 'blank' | 'item' | 'deeper' | 'other'

const indentOf = (text: string, start: number): number => {
  let at = start
  while (text.charCodeAt(at) === SPACE) at++
  return at - start
}

const isBreak = (unit: number): boolean => unit === LF || unit === CR || Number.isNaN(unit)

const lineKind = (text: string, start: number, indent: number): LineKind => {
  const own = indentOf(text, start)
  let at = start + own
  while (text.charCodeAt(at) === TAB) at++
  const unit = text.charCodeAt(at)
  if (isBreak(unit) || unit === HASH) return 'blank'
  if (own > indent) return 'deeper'
  const next = text.charCodeAt(start + indent + 1)
  return own === indent && unit === DASH && (next === SPACE || isBreak(next)) ? 'item' : 'other'
}

const lineEnd = (text: string, start: number): number => {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end
}

function* linePieces(text: string, headEnd: number): Generator<Piece | Stray> {
  let at = Math.min(text.length, lineEnd(text, headEnd) + 1)
  let line = 1
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', end + 1)) line++
  let indent = -1
  let open: { start: number; line: number; single: boolean } | null = null
  while (at < text.length) {
    if (indent < 0 && lineKind(text, at, -1) !== 'blank') indent = indentOf(text, at)
    const kind = indent < 0 ? 'blank' : lineKind(text, at, indent)
    if (kind === 'other' || (kind === 'deeper' && open === null)) return yield { stray: at }
    if (kind === 'item') {
      if (open !== null) yield linePiece(text, open, at, indent)
      open = { start: at, line, single: true }
    } else if (kind === 'deeper' && open !== null) {
      open.single = false
    }
    at = lineEnd(text, at) + 1
    line++
  }
  // Without an item the value of `stream` is null, which is no list.
  yield open === null ? { stray: headEnd } : linePiece(text, open, text.length, indent)
}

const linePiece = (text: string, open: { start: number; line: number; single: boolean }, end: number, indent: number): Piece => {
  const { start, line } = open
  const content = contentColumn(text, start + indent + 1)
  const item = open.single ? recogniseItem(text.slice(content, lineEnd(text, content)).trimEnd()) : null
  return {
    start,
    place: { file: '', line, column: content - start + 1 },
    item,
    read: (file) => onlyItem(readYaml(text.slice(start, end), file, ITEM_LIMITS)),
    shift: (problem) => ({ ...problem, line: problem.line + line - 1 }),
  }
}

const contentColumn = (text: string, start: number): number => {
  let at = start
  while (text.charCodeAt(at) === SPACE) at++
  return at
}

const onlyItem = (read: ReadDocument | Unreadable): ReadDocument | Unreadable => {
  if (!read.ok) return read
  const item = read.root.kind === 'list' && read.root.items.length === 1 ? read.root.items[0] : undefined
  return item === undefined ? { ok: false, problems: [] } : { ...read, root: item }
}

// oxlint-disable-next-line no-control-regex
const QUOTED = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"$/
// Plain YAML text without ": " and " #", which can be nothing but a text: it begins with a letter and holds a parenthesis.
const PLAIN_SOURCE = /^[A-Za-z_][A-Za-z0-9_]*\([A-Za-z0-9_=., "+-]*\)$/
const NAME = '[A-Za-z_][A-Za-z0-9_-]*'
const NAME_MAX = LIMITS.tokenCharsMax.value
const NAMED = new RegExp(`^(?:\\{ *)?(token|transition): +(${NAME})( *\\})?$`)
const OPERATOR = new RegExp(`^\\{ *op: +(${NAME}) *(?:, *params: +\\{([^{}]*)\\} *)?\\}$`)
const PARAMETER = /^ *([A-Za-z_][A-Za-z0-9_]*): +(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?) *$/
// Words that YAML's core schema reads as something else than a text.
const NO_TEXT = /^(?:null|true|false|y|n|yes|no|on|off)$/i

/** An item in one of the common spellings, which YAML reads the same way; null for any other spelling, which YAML must read. */
const recogniseItem = (text: string): DecodedItem | null => {
  if (text.length > LIMITS.invocationBytes.value) return null
  if (PLAIN_SOURCE.test(text)) return { kind: 'source', source: text }
  if (text.startsWith('"')) return recogniseQuoted(text)
  const named = NAMED.exec(text)
  if (named !== null) return recogniseNamed(named[1] ?? '', named[2] ?? '', text.startsWith('{') === (named[3] !== undefined))
  const operator = OPERATOR.exec(text)
  return operator === null ? null : recogniseOperator(operator[1] ?? '', operator[2])
}

/** The item that a text in double quotes is, as JSON and YAML both read it; null if they do not. */
export const recogniseQuoted = (text: string): DecodedItem | null => {
  if (text.length > LIMITS.invocationBytes.value || !QUOTED.test(text)) return null
  const source: unknown = JSON.parse(text)
  return typeof source === 'string' && isWellFormed(source) ? { kind: 'source', source } : null
}

const recogniseNamed = (kind: string, name: string, balanced: boolean): DecodedItem | null => {
  if (!balanced || name.length > NAME_MAX || NO_TEXT.test(name)) return null
  return kind === 'token' ? { kind: 'token', tokenId: name } : { kind: 'transition', to: name }
}

const recogniseOperator = (name: string, list: string | undefined): DecodedItem | null => {
  if (name.length > NAME_MAX || NO_TEXT.test(name)) return null
  const params = new Map<string, Scalar>()
  for (const part of list === undefined || /^ *$/.test(list) ? [] : list.split(',')) {
    const found = PARAMETER.exec(part)
    const value = Number(found?.[2])
    const key = found?.[1] ?? ''
    if (found === null || !Number.isFinite(value) || NO_TEXT.test(key) || params.has(key)) return null
    params.set(key, value === 0 ? 0 : value)
  }
  return params.size > LIMITS.paramCount.value ? null : { kind: 'operator', name, params }
}
