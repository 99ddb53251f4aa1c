import { flag, list, listByName, mapped, mapping, names, number, oneOf, optional, required, text, wrongType } from './decode.js'
import type { Decoder } from './decode.js'
import { FACT_REGISTRY } from './fact-registry.js'
import type { DomainTable, RegisteredFact } from './fact-registry.js'
import type { FactDeclaration, FactType } from './law.js'
import { anyName, artifact, description } from './names.js'
import type { Node } from './node.js'
import { quote, suggest } from './source.js'
import type { Report } from './source.js'

const TYPES: readonly FactType[] = ['boolean', 'string', 'number', 'list', 'object']

const domain: Decoder<string | readonly string[] | null> = (node, report) =>
  node.kind === 'list' ? names(text, 'value', 1)(node, report) : text(node, report)

const range: Decoder<readonly number[] | null> = (node, report) => {
  const bounds = list(number())(node, report)
  return bounds === undefined || bounds.length === 2 ? bounds : wrongType(node, report, 'a list of the least and the greatest value')
}

const fact = mapping({
  name: required(anyName),
  type: required(oneOf(...TYPES)),
  nullable: optional(flag, false),
  domain: optional(domain, null),
  range: optional(range, null),
  fields: optional<'parameters' | null>(oneOf('parameters'), null),
  parameters: optional(names(anyName, 'parameter'), []),
  description,
})

type DeclaredFact = NonNullable<ReturnType<typeof fact>>

const isSame = (a: unknown, b: unknown): boolean => {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every((item, index) => (typeof item === 'number' ? item === b[index] : b.includes(item)))
}

const show = (value: unknown): string => (Array.isArray(value) ? `[${value.join(', ')}]` : value === null ? 'absent' : String(value))

// LAW-12: what facts.yaml says is a second statement of LAW-13.
const agrees = (declared: DeclaredFact, node: Node, report: Report): boolean => {
  const stated = FACT_REGISTRY.get(declared.name)
  const member = (key: string): number => (node.kind === 'mapping' ? (node.members.get(key)?.node.start ?? node.start) : node.start)
  if (stated === undefined) {
    report(member('name'), 'fact-unknown', `there is no fact ${quote(declared.name)}`, suggest(declared.name, FACT_REGISTRY.keys()))
    return false
  }
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['type', declared.type, stated.type],
    ['nullable', declared.nullable, stated.nullable],
    ['domain', declared.domain, stated.domain],
    ['range', declared.range, stated.range],
    ['fields', declared.fields, stated.hasFields ? 'parameters' : null],
    ['parameters', declared.parameters, stated.parameters],
  ]
  const wrong = pairs.filter(([, here, there]) => !isSame(here, there))
  for (const [key, here, there] of wrong)
    report(member(key), 'fact-differs', `${key} of ${declared.name} is ${show(here)}`, `expected ${show(there)}`)
  return wrong.length === 0
}

const agreeing: Decoder<DeclaredFact> = (node, report) => {
  const declared = fact(node, report)
  return declared !== undefined && agrees(declared, node, report) ? declared : undefined
}

const root = artifact('facts', { facts: required(listByName(agreeing, 'fact', ({ name }) => name, 0, 'name')) })

/** Facts as declared, domains not yet resolved (LAW-12). */
export const decodeFacts: Decoder<ReadonlyMap<string, DeclaredFact>> = mapped(root, ({ facts }) => facts)

/** Members of the tables that a domain can name (LAW-14); a table that could not be read is absent and then is not checked against. */
export type Domains = ReadonlyMap<DomainTable | 'parameters' | 'numeric-parameters', readonly string[]>

/** A fact of the registry with its domain resolved. */
export const resolveFact = (
  name: string, stated: RegisteredFact, domains: Domains, remark = '', values = stated.domain,
): FactDeclaration => ({
  name,
  type: stated.type,
  nullable: stated.nullable,
  domain: typeof values === 'string' ? (domains.get(values as DomainTable) ?? null) : values,
  range: stated.range,
  fields: stated.hasFields ? (domains.get('parameters') ?? []) : [],
  numericFields: stated.hasFields ? (domains.get('numeric-parameters') ?? []) : [],
  parameters: stated.parameters,
  scopes: stated.scopes,
  description: remark,
})

/** The declared facts with their domains resolved, in artifact order. Each must be one of the registry. */
export const resolveFacts = (declared: ReadonlyMap<string, DeclaredFact>, domains: Domains): ReadonlyMap<string, FactDeclaration> => {
  const facts = new Map<string, FactDeclaration>()
  for (const { name, description: remark, domain: values } of declared.values()) {
    const stated = FACT_REGISTRY.get(name)
    if (stated !== undefined) facts.set(
      name, resolveFact(name, stated, domains, remark, typeof values === 'string' ? stated.domain : values),
    )
  }
  return facts
}
