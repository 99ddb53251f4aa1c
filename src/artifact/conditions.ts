import { LIMITS } from '../base/limits.js'
import type { BaseOperator, Condition, Decorator, FactReference, Operand, Test } from './condition.js'
import { anyMapping, list, mapOf, mapping, optional, required, text, wrongType } from './decode.js'
import type { Decoder } from './decode.js'
import type { FactDeclaration, FactScope, Scalar } from './law.js'
import { anyName } from './names.js'
import type { MappingNode, Node } from './node.js'
import { quote, suggest } from './source.js'
import type { Report } from './source.js'
import { checkTypes } from './typing.js'

/** What conditions are read against: the facts, which of them are declared, and the decision point. */
export interface ConditionContext {
  readonly facts: ReadonlyMap<string, FactDeclaration>
  /** Names that facts.yaml declares; null if it could not be read, and then no name is refused for that. */
  readonly declared: ReadonlySet<string> | null
  /** Whether the fields of object facts are known; they are not where operators.yaml could not be read. */
  readonly hasFields: boolean
  readonly scope: FactScope
}

const OPERATORS: readonly BaseOperator[] = [
  'equal', 'notEqual', 'in', 'notIn', 'contains', 'doesNotContain',
  'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive',
]
const DECORATORS: readonly Decorator[] = ['not', 'swap', 'someFact', 'everyFact', 'someValue', 'everyValue']
const GROUPS = ['all', 'any', 'not'] as const

const isOneOf = <T extends string>(values: readonly T[], value: string): value is T => (values as readonly string[]).includes(value)

const checkScope = (declaration: FactDeclaration, at: number, context: ConditionContext, report: Report): boolean => {
  const { name, scopes } = declaration
  if (context.declared !== null && !context.declared.has(name)) {
    report(at, 'fact-undeclared', `facts.yaml does not declare ${quote(name)}`, suggest(name, context.declared))
    return false
  }
  if (scopes.includes(context.scope)) return true
  // LAW-11
  report(at, 'fact-scope', `${quote(name)} cannot be read in the scope ${context.scope}`, `its scopes are ${scopes.join(', ')}`)
  return false
}

const checkParams = (declaration: FactDeclaration, params: ReadonlyMap<string, string>, at: number, report: Report): boolean => {
  const { name, parameters } = declaration
  const isRight = params.size === parameters.length && parameters.every((parameter) => params.has(parameter))
  if (isRight) return true
  const given = [...params.keys()].map(quote).join(', ')
  const expected = parameters.length === 0 ? 'expected none' : `expected exactly ${parameters.map(quote).join(', ')}`
  report(at, 'fact-params', `${quote(name)} is passed ${given === '' ? 'no parameters' : given}`, expected)
  return false
}

// LAW-31: an object needs a path to one of its fields, everything else takes none. Null: no field; undefined: refused.
const fieldOf = (
  declaration: FactDeclaration, path: string | null, at: number, context: ConditionContext, report: Report,
): string | null | undefined => {
  const { name, type, fields } = declaration
  if (type !== 'object') {
    return path === null ? null : report(at, 'fact-path', `${quote(name)} is no object and has no fields`, 'leave the path out')
  }
  const field = path?.startsWith('$.') === true ? path.slice(2) : undefined
  if (field !== undefined && (!context.hasFields || fields.includes(field))) return field
  const said = path === null ? `${quote(name)} is an object and has no path` : `${quote(path)} is no field of ${quote(name)}`
  return report(at, 'fact-path', said, () => suggest(path ?? '', fields.map((known) => `$.${known}`)))
}

const REFERENCE = {
  fact: required(text),
  params: optional<ReadonlyMap<string, string>>(mapOf(anyName, text), new Map()),
  path: optional<string | null>(text, null),
}

type Said = { readonly fact: string; readonly params: ReadonlyMap<string, string>; readonly path: string | null }

const resolve = (said: Said, node: MappingNode, context: ConditionContext, report: Report): FactReference | undefined => {
  const at = (key: string): number => node.members.get(key)?.node.start ?? node.start
  const declaration = context.facts.get(said.fact)
  if (declaration === undefined) {
    const known = context.declared ?? context.facts.keys()
    return report(at('fact'), 'fact-undeclared', `facts.yaml does not declare ${quote(said.fact)}`, suggest(said.fact, known))
  }
  const inScope = checkScope(declaration, at('fact'), context, report)
  const hasParams = checkParams(declaration, said.params, at(node.members.has('params') ? 'params' : 'fact'), report)
  const field = fieldOf(declaration, said.path, at(said.path === null ? 'fact' : 'path'), context, report)
  return inScope && hasParams && field !== undefined ? { fact: said.fact, params: said.params, field } : undefined
}

// LAW-31: a literal is a scalar or null.
const literal: Decoder<Literal> = (node, report) =>
  node.kind === 'scalar' ? { value: node.value } : wrongType(node, report, 'a text, a number, true, false or null')

/** In a box, since the decoders keep undefined for failure and null is a literal. */
interface Literal {
  readonly value: Scalar | null
}

const decodeOperand = (node: Node, context: ConditionContext, report: Report): Operand | undefined => {
  if (node.kind === 'mapping') {
    const said = mapping(REFERENCE)(node, report)
    const reference = said === undefined ? undefined : resolve(said, node, context, report)
    return reference === undefined ? undefined : { kind: 'fact', reference }
  }
  if (node.kind === 'scalar') return { kind: 'literal', value: node.value }
  const values = list(literal, 1)(node, report)
  return values === undefined ? undefined : { kind: 'literal', value: values.map(({ value }) => value) }
}

// LAW-33, LAW-34: decorators, outermost first, then the operator.
const decodeOperator = (node: Node, report: Report): Pick<Test, 'decorators' | 'operator'> | undefined => {
  const said = text(node, report)
  if (said === undefined) return undefined
  const words = said.split(':')
  const operator = words.pop() ?? ''
  const countMax = LIMITS.decoratorCount.value
  if (words.length > countMax) return report(node.start, 'value-outside', `${words.length} decorators`, `expected at most ${countMax}`)
  const unknown = words.filter((word) => !isOneOf(DECORATORS, word))
  for (const word of unknown) report(node.start, 'decorator-unknown', `there is no decorator ${quote(word)}`, suggest(word, DECORATORS))
  if (!isOneOf(OPERATORS, operator)) {
    return report(node.start, 'operator-unknown', `there is no operator ${quote(operator)}`, suggest(operator, OPERATORS))
  }
  return unknown.length > 0 ? undefined : { decorators: words.filter((word) => isOneOf(DECORATORS, word)), operator }
}

const decodeTest = (node: MappingNode, context: ConditionContext, report: Report): Test | undefined => {
  const said = mapping({
    ...REFERENCE,
    operator: required(decodeOperator),
    value: required<Operand>((value, from) => decodeOperand(value, context, from)),
  })(node, report)
  const left = said === undefined ? undefined : resolve(said, node, context, report)
  if (said === undefined || left === undefined) return undefined
  const test: Test = { kind: 'test', left, ...said.operator, right: said.value }
  const at = (key: 'operator' | 'value'): Node => node.members.get(key)?.node ?? node
  return checkTypes(test, context.facts, { operator: at('operator'), value: at('value') }, report) ? test : undefined
}

const decodeGroup = (
  node: MappingNode, kind: 'all' | 'any' | 'not', context: ConditionContext, report: Report, depth: number,
): Condition | undefined => {
  if (depth > LIMITS.conditionDepth.value) {
    return report(node.start, 'condition-too-deep', `all, any and not nest deeper than ${LIMITS.conditionDepth.value} levels`)
  }
  const member: Decoder<Condition> = (part, from) => decodePart(part, context, from, depth + 1)
  const members: Decoder<Condition | readonly Condition[]> = kind === 'not' ? member : list(member, kind === 'any' ? 1 : 0)
  const decoded = mapping({ [kind]: required(members) })(node, report)?.[kind]
  if (decoded === undefined) return undefined
  if (kind === 'not') return { kind, of: decoded as Condition } // The member of not was decoded as one condition.
  return { kind, of: decoded as readonly Condition[] } // The members of all and any were decoded as a list.
}

const decodePart = (node: Node, context: ConditionContext, report: Report, depth: number): Condition | undefined => {
  const found = anyMapping(node, report)
  if (found === undefined) return undefined
  const group = GROUPS.find((key) => found.members.has(key))
  if (group !== undefined) return decodeGroup(found, group, context, report, depth)
  if (found.members.has('fact')) return decodeTest(found, context, report)
  const said = [...found.members.keys()][0] ?? ''
  return report(
    found.start, 'condition-shape', `${said === '' ? 'nothing' : quote(said)} makes no condition`, suggest(said, [...GROUPS, 'fact']),
  )
}

/**
 * A condition, its names resolved and its types checked (LAW-31 to LAW-35, LAW-39). Its root is `all`, `any` or `not`.
 */
export const decodeCondition =
  (context: ConditionContext): Decoder<Condition> =>
  (node, report) => {
    const condition = decodePart(node, context, report, 1)
    if (condition?.kind !== 'test') return condition
    return report(node.start, 'condition-shape', 'a test stands at the root of a condition', 'put it in a list under all')
  }
