import { canonicalJson } from '../base/canonical.js'
import { LIMITS } from '../base/limits.js'
import { utf8Length } from '../base/utf8.js'
import type { Params, Scalar } from './law.js'
import { anyName } from './names.js'
import type { MappingNode, Node } from './node.js'
import { quote, suggest } from './source.js'
import type { Report } from './source.js'

/** An item of a program without its place. */
export type DecodedItem =
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'operator'; readonly name: string; readonly params: Params }
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'transition'; readonly to: string }

const KINDS = ['op', 'token', 'transition']
const EXPECTED = 'expected a text such as "name(argument=0)", or a mapping with one of the keys op, token, transition'
const OPERATOR_NAME_MAX = LIMITS.tokenCharsMax.value

/** Decodes one item of a program (SEMANTICS 8): a text, `{op, params}`, `{token}` or `{transition}`. */
export const decodeItem = (node: Node, report: Report): DecodedItem | undefined => {
  if (node.kind === 'mapping') return decodeMapping(node, report)
  if (node.kind === 'scalar' && typeof node.value === 'string') return decodeSource(node.value, node.start, report)
  const found = node.kind === 'list' ? 'a list' : String(node.value)
  return report(node.start, 'wrong-type', `${found} stands here`, EXPECTED)
}

const decodeSource = (source: string, start: number, report: Report): DecodedItem | undefined => {
  const { value } = LIMITS.itemTextBytes
  if (isWithin(source, value)) return { kind: 'source', source }
  return report(start, 'value-outside', 'the text of an item is too long', `expected at most ${value} bytes`)
}

const isWithin = (text: string, bytes: number): boolean => text.length * 3 <= bytes || utf8Length(text) <= bytes

const decodeMapping = (node: MappingNode, report: Report): DecodedItem | undefined => {
  const found = KINDS.filter((kind) => node.members.has(kind))
  const [first, second] = found
  const allowed = first === 'op' ? ['op', 'params'] : first === undefined ? [...KINDS, 'params'] : [first]
  let sound = true
  for (const [key, { keyStart }] of node.members) {
    if (allowed.includes(key) || key === second) continue
    sound = false
    report(keyStart, 'key-unknown', `unknown key ${quote(key)}`, suggest(key, allowed.filter((name) => !node.members.has(name))))
  }
  if (second !== undefined) {
    const at = node.members.get(second)?.keyStart ?? node.start
    return report(at, 'key-unknown', `${quote(second)} stands beside ${quote(first ?? '')}`, 'make it an item of its own')
  }
  if (first === undefined) return sound ? report(node.start, 'key-missing', 'the item says not what it is', EXPECTED) : undefined
  const item = decodeKind(first, node, report)
  return sound ? item : undefined
}

const decodeKind = (kind: string, node: MappingNode, report: Report): DecodedItem | undefined => {
  const value = node.members.get(kind)?.node ?? node
  if (kind === 'op') return decodeOperator(value, node.members.get('params')?.node ?? null, report)
  const name = anyName(value, report)
  if (name === undefined) return undefined
  return kind === 'token' ? { kind: 'token', tokenId: name } : { kind: 'transition', to: name }
}

const decodeOperator = (value: Node, paramsNode: Node | null, report: Report): DecodedItem | undefined => {
  const params = paramsNode === null ? new Map<string, Scalar>() : decodeParams(paramsNode, report)
  if (value.kind !== 'scalar' || typeof value.value !== 'string') {
    return report(value.start, 'wrong-type', 'the name of an operator is no text', 'expected a text')
  }
  if (value.value.length > OPERATOR_NAME_MAX && [...value.value].length > OPERATOR_NAME_MAX) {
    return report(value.start, 'value-outside', 'the name of an operator is too long', `expected at most ${OPERATOR_NAME_MAX} characters`)
  }
  return params === undefined ? undefined : { kind: 'operator', name: value.value, params }
}

const decodeParams = (node: Node, report: Report): Params | undefined => {
  if (node.kind !== 'mapping') return report(node.start, 'wrong-type', 'params is no mapping', 'expected a mapping of names to values')
  const countMax = LIMITS.paramCount.value
  if (node.members.size > countMax) {
    return report(node.start, 'value-outside', `${node.members.size} parameters`, `expected at most ${countMax}`)
  }
  const params = new Map<string, Scalar>()
  for (const [name, { node: value }] of node.members) {
    if (value.kind === 'scalar' && value.value !== null) params.set(name, value.value)
    else report(value.start, 'wrong-type', `the value of ${quote(name)} is no scalar`, 'expected a number, true, false or a text')
  }
  if (params.size < node.members.size) return undefined
  const { value } = LIMITS.paramsBytes
  if (isWithin(canonicalJson(params), value)) return params
  return report(node.start, 'value-outside', 'the parameters are too long', `expected at most ${value} bytes as JSON`)
}
