import type { CST } from 'yaml'
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

/** Reports what LAW-02 refuses of YAML, and the first limit that is exceeded (LAW-08). Without recursion: the depth is not known yet. */
export const checkTokens = (tokens: readonly CST.Token[], limits: DocumentLimits, report: Report): void => {
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
