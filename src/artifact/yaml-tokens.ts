import { CST } from 'yaml'
import type { Parser } from 'yaml'
import type { ProblemCode } from './catalogue.js'
import type { DocumentLimits } from './document-limits.js'
import { quote } from './source.js'
import type { Report } from './source.js'

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

// A plain text or one in quotes that may hold something wrong. The composer would build an error with a stack for each.
const checkScalar = (token: CST.Token, report: Report): void => {
  const isFlow = token.type === 'scalar' || token.type === 'single-quoted-scalar' || token.type === 'double-quoted-scalar'
  if (!isFlow || !/[\\\t\n]/.test(token.source)) return
  CST.resolveAsScalar(token, true, (offset, _code, message) => void report(offset, 'yaml-syntax', message.split('\n')[0] ?? ''))
}

const ONCE = new Set(['comma', 'explicit-key-ind', 'map-value-ind', 'seq-item-ind'])

// Checks the tokens around a part. Each indicator stands there once: the composer would build an error with a stack for each further one.
const checkAll = (tokens: readonly CST.Token[] | undefined, report: Report): void => {
  const seen: string[] = []
  for (const token of tokens ?? []) {
    checkToken(token, report)
    if (!ONCE.has(token.type)) continue
    if (seen.includes(token.type)) report(token.offset, 'yaml-syntax',
      `unexpected ${token.type} ${quote('source' in token ? token.source : '')}`)
    seen.push(token.type)
  }
}

const AFTER = new Set(['space', 'newline', 'comment', 'flow-map-end', 'flow-seq-end', 'flow-error-end'])

// The composer would build an error with a stack for each of possibly very many.
const checkEnd = (token: CST.Token, report: Report): void => {
  for (const after of ('end' in token ? token.end : undefined) ?? []) {
    if (!AFTER.has(after.type)) report(after.offset, 'yaml-syntax', `unexpected ${after.type} ${quote(after.source)}`)
  }
}

// Checks what stands around the parts of a token, and puts its parts among those that wait.
const takeApart = (token: CST.Token, waiting: CST.Token[], report: Report): void => {
  if (token.type === 'document') {
    if (token.value !== undefined) waiting.push(token.value)
    checkAll(token.start, report)
  }
  if (token.type === 'block-scalar') checkAll(token.props, report)
  for (const { start, key, sep, value } of 'items' in token ? token.items : []) {
    checkAll(start, report)
    checkAll(sep, report)
    if (key !== undefined && key !== null) waiting.push(key)
    if (value !== undefined) waiting.push(value)
  }
}

/** Reports what LAW-02 refuses of YAML, where tokens tell what the composer would already have resolved. */
export const checkTokens = (tokens: readonly CST.Token[], report: Report): void => {
  const waiting = [...tokens]
  for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
    checkToken(token, report)
    checkScalar(token, report)
    checkEnd(token, report)
    takeApart(token, waiting, report)
  }
}

const LAYOUT = /^[ \t\r\n#]/
// A node that is a member has the most: a question mark, a colon, a comma, and a mark before each of its two scalars.
const LEXEMES_PER_NODE = 7
const LEXEMES_BESIDE = 16

/**
 * Passes lexemes on to whoever feeds each to `parser` before asking for the next. Stops with a report where the document nests too deep
 * or holds more than its nodes can need (LAW-08): the parser calls itself for each level, and keeps everything.
 */
export function* bounded(lexemes: Iterable<string>, parser: Parser, limits: DocumentLimits, report: Report): Generator<string, void> {
  let left = LEXEMES_PER_NODE * limits.nodes + LEXEMES_BESIDE
  for (const lexeme of lexemes) {
    yield lexeme
    const { stack } = parser
    const tooDeep = stack.length > limits.depth ? stack.filter((token) => 'items' in token)[limits.depth] : undefined
    if (tooDeep !== undefined) return void report(tooDeep.offset, 'file-too-deep', `nesting of more than ${limits.depth} levels`)
    if (!LAYOUT.test(lexeme)) left--
    if (left < 0) return void report(parser.offset, 'file-too-many-nodes', `more than ${limits.nodes} nodes`)
  }
}
