import type { ProblemCode } from './catalogue.js'
import { listByName, mapped, mapping, names, number, oneOf, optional, required, text, wrongType } from './decode.js'
import type { Decoder, Field } from './decode.js'
import type { Invariant } from './law.js'
import { anyName, artifact, description, propositionName } from './names.js'
import type { MappingNode, Node } from './node.js'
import type {
  DecidedElsewhere, FairnessSpec, FormulaCheck, ModelSpec, PatternCheck, PatternName, Properties, PropertySpec, PropositionSpec, Scope,
} from './properties.js'
import { isReasonName } from './reason-names.js'
import { decodeFormed } from './rules.js'
import type { FactContext } from './rules.js'
import { quote, suggest } from './source.js'
import type { Report } from './source.js'

/** What invariants.yaml says: invariants, and what stands beside them. */
export interface Stated {
  readonly invariants: readonly Invariant[]
  readonly properties: Properties
}

/** The sections of `invariants/2` beside `invariants`, in the order in which they are written. */
export const SECTIONS = ['model', 'propositions', 'properties', 'fairness', 'decided_elsewhere'] as const

const MODEL: ModelSpec = { tokens: 3, driftQuantum: null }

/** What `invariants/1` states beside its invariants: nothing but the model by default (LAW-41). */
export const NO_PROPERTIES: Properties = {
  model: MODEL, invariantSeeds: new Map(), propositions: [], properties: [], fairness: [], decidedElsewhere: [],
}

const SEED = /^\d{3}-\d{1,2}-\d{1,2}$/

const seed: Decoder<string> = (node, report) => {
  const said = text(node, report)
  if (said === undefined || SEED.test(said)) return said
  return report(node.start, 'name-ill-formed', `${quote(said)} names no invariant of a seed`, 'expected seed-chapter-number, like 001-11-5')
}

const seeds: Field<readonly string[]> = optional(names(seed, 'seed', 1), [])

const nonEmpty: Decoder<string> = (node, report) => {
  const said = text(node, report)
  return said === '' ? report(node.start, 'value-outside', 'an empty text', 'expected a formula') : said
}

const model: Decoder<ModelSpec> = mapped(
  mapping({
    tokens: optional(number('an integer from 1 to 6', (value) => Number.isInteger(value) && value >= 1 && value <= 6), MODEL.tokens),
    drift_quantum: optional<number | null>(number('a number greater than 0', (value) => value > 0), null),
    description,
  }),
  ({ tokens, drift_quantum: driftQuantum }) => ({ tokens, driftQuantum }),
)

/** The items of a section by the names that they say, as far as they say one; what is wrong with them is reported elsewhere. */
type Named = ReadonlyMap<string, MappingNode | null>

const namedIn = (root: Node, section: string): ReadonlyMap<string, MappingNode> => {
  const found = root.kind === 'mapping' ? root.members.get(section)?.node : undefined
  const named = new Map<string, MappingNode>()
  for (const item of found?.kind === 'list' ? found.items : []) {
    const name = item.kind === 'mapping' ? item.members.get('name')?.node : undefined
    if (item.kind === 'mapping' && name?.kind === 'scalar' && typeof name.value === 'string') named.set(name.value, item)
  }
  return named
}

const propositionsIn = (root: Node, reasons: ReadonlySet<string> | null): Named => {
  const declared = namedIn(root, 'propositions')
  const named = new Map<string, MappingNode | null>(declared)
  for (const name of reasons ?? []) named.set(name, null)
  return named
}

const reference =
  (known: Named, code: ProblemCode, what: string, isLet: (name: string) => boolean = () => false): Decoder<string> =>
  (node, report) => {
    const name = text(node, report)
    if (name === undefined || known.has(name) || isLet(name)) return name
    return report(node.start, code, `there is no ${what} ${quote(name)}`, () => suggest(name, known.keys()))
  }

// LAW-44: a step can be fair, a state cannot.
const stepReference =
  (known: Named, proposition: Decoder<string>): Decoder<string> =>
  (node, report) => {
    const name = proposition(node, report)
    const form = name === undefined ? undefined : known.get(name)?.members.get('form')?.node
    if (name === undefined || form?.kind !== 'scalar' || form.value !== 'state') return name
    return report(node.start, 'fairness-form', `${quote(name)} is a proposition of states`, 'expected one of form step')
  }

const scope = (proposition: Decoder<string>): Decoder<Scope> => (node, report) => {
  if (node.kind === 'scalar') return node.value === 'globally' ? { kind: 'globally' } : wrongType(node, report, 'globally or a mapping')
  const part = optional<string | null>(proposition, null)
  const said = mapping({ after: part, before: part, until: part })(node, report)
  if (said === undefined) return undefined
  const { after, before, until } = said
  if (after === null && before !== null && until === null) return { kind: 'before', end: before }
  if (after !== null && before === null && until === null) return { kind: 'after', start: after }
  if (after !== null && before !== null && until === null) return { kind: 'between', start: after, end: before }
  if (after !== null && before === null && until !== null) return { kind: 'after-until', start: after, end: until }
  return report(node.start, 'property-shape', 'this is no scope', 'expected before, after, after and before, or after and until')
}

const PATTERNS: readonly PatternName[] = ['absence', 'existence', 'universality', 'precedence', 'response', 'terminal']
const PAIRED: readonly PatternName[] = ['precedence', 'response']

const patternName: Decoder<PatternName> = (node, report) => {
  const said = text(node, report)
  const found = PATTERNS.find((name) => name === said)
  if (said === undefined || found !== undefined) return found
  return report(node.start, 'pattern-unknown', `there is no pattern ${quote(said)}`, suggest(said, PATTERNS))
}

type Said = { readonly pattern: PatternName | null; readonly ltl: string | null } & Omit<PatternCheck, 'kind' | 'pattern' | 'of'> & {
  readonly of: string | null
}

// LAW-43: a pattern with its operands, or a formula alone.
const checkOf = ({ pattern, ltl, of, and, scope: where }: Said, node: Node, report: Report): PatternCheck | FormulaCheck | undefined => {
  const at = (key: string): number => (node.kind === 'mapping' ? (node.members.get(key)?.keyStart ?? node.start) : node.start)
  if (pattern === null && ltl === null) return report(node.start, 'property-shape', 'a property of nothing', 'expected pattern or ltl')
  if (ltl !== null) {
    const other = ['pattern', 'of', 'and', 'scope'].find((key) => node.kind === 'mapping' && node.members.has(key))
    if (other === undefined) return { kind: 'ltl', formula: ltl }
    return report(at(other), 'property-shape', `${quote(other)} beside ltl`, 'expected a pattern or a formula, not both')
  }
  if (pattern === null) return undefined
  const needs = PAIRED.includes(pattern)
  const lacks = of === null ? 'of' : needs && and === null ? 'and' : null
  if (lacks !== null || of === null) return report(at('pattern'), 'operand-missing', `${pattern} has no ${quote(lacks ?? 'of')}`)
  if (!needs && and !== null) return report(at('and'), 'property-shape', `${pattern} has one operand`, 'leave "and" out')
  return { kind: 'pattern', pattern, of, and, scope: where }
}

const property = (proposition: Decoder<string>, fairness: Decoder<string>): Decoder<PropertySpec> => (node, report) => {
  const operand = optional<string | null>(proposition, null)
  const said = mapping({
    name: required(anyName),
    clause: required(anyName),
    seeds,
    under: optional(names(fairness, 'fairness'), []),
    pattern: optional<PatternName | null>(patternName, null),
    of: operand,
    and: operand,
    scope: optional<Scope>(scope(proposition), { kind: 'globally' }),
    ltl: optional<string | null>(nonEmpty, null),
    description,
  })(node, report)
  const check = said === undefined ? undefined : checkOf(said, node, report)
  if (said === undefined || check === undefined) return undefined
  const { name, clause, seeds: of, under, description: remark } = said
  return { name, clause, seeds: of, under, description: remark, check }
}

const fairnessOf = (step: Decoder<string>): Decoder<FairnessSpec> =>
  mapped(
    mapping({ name: required(anyName), strength: required(oneOf('weak', 'strong')), of: required(step), description }),
    ({ name, strength, of }) => ({ name, strength, of }),
  )

const decidedElsewhere: Decoder<DecidedElsewhere> = mapped(
  mapping({
    name: required(anyName),
    clause: required(anyName),
    seeds,
    decided_by: required(oneOf('verifier', 'properties')),
    test: required(anyName),
    description,
  }),
  ({ name, clause, seeds: of, decided_by: decidedBy, test, description: remark }) =>
    ({ name, clause, seeds: of, decidedBy, test, description: remark }),
)

const section = <T extends { readonly name: string }>(decode: Decoder<T>, what: string): Field<readonly T[]> =>
  optional(mapped(listByName(decode, what, ({ name }) => name, 0, 'name'), (byName) => [...byName.values()]), [])

// Verdicts are listed by name, so that nothing that has one shares its name.
const areApart = (root: Node, report: Report): boolean => {
  let sound = true
  const seen = new Set<string>()
  for (const part of ['invariants', 'properties', 'decided_elsewhere']) {
    const named = namedIn(root, part)
    for (const [name, item] of named) {
      if (!seen.has(name)) continue
      sound = false
      const at = item.members.get('name')?.node.start ?? item.start
      report(at, 'name-repeated', `${quote(name)} stands here again`, 'expected each name of an invariant or property once')
    }
    for (const name of named.keys()) seen.add(name)
  }
  return sound
}

const first = (context: FactContext): Decoder<Stated> => {
  const invariant = decodeFormed(context, anyName, { clause: required(anyName) })
  return mapped(
    artifact('invariants', { invariants: required(listByName(invariant, 'invariant', ({ name }) => name, 0, 'name')) }, [
      'invariants/1', 'invariants/2',
    ]),
    ({ invariants }) => ({
      invariants: [...invariants.values()].map(({ name, form, clause, holds }) => ({ name, form, clause, holds })),
      properties: NO_PROPERTIES,
    }),
  )
}

const second = (context: FactContext, reasons: ReadonlySet<string> | null): Decoder<Stated> => (root, report) => {
  const propositions = propositionsIn(root, reasons)
  // Where the reasons of the law could not be read, a name of one is let pass.
  const isLet = (name: string): boolean => reasons === null && isReasonName(name)
  const proposition = reference(propositions, 'proposition-unknown', 'proposition', isLet)
  const fairness = reference(namedIn(root, 'fairness'), 'fairness-unknown', 'fairness')
  const formed: Decoder<PropositionSpec> = mapped(
    decodeFormed(context, propositionName, {}), ({ name, form, holds }) => ({ name, form, holds }),
  )
  const invariant = decodeFormed(context, anyName, { clause: required(anyName), seeds })
  const said = artifact('invariants', {
    model: optional(model, MODEL),
    invariants: required(listByName(invariant, 'invariant', ({ name }) => name, 0, 'name')),
    propositions: section(formed, 'proposition'),
    properties: section(property(proposition, fairness), 'property'),
    fairness: section(fairnessOf(stepReference(propositions, proposition)), 'fairness'),
    decided_elsewhere: section(decidedElsewhere, 'statement'),
  }, ['invariants/2'])(root, report)
  if (!areApart(root, report) || said === undefined) return undefined
  const invariants = [...said.invariants.values()]
  return {
    invariants: invariants.map(({ name, form, clause, holds }) => ({ name, form, clause, holds })),
    properties: {
      model: said.model,
      invariantSeeds: new Map(invariants.filter((one) => one.seeds.length > 0).map((one) => [one.name, one.seeds])),
      propositions: said.propositions,
      properties: said.properties,
      fairness: said.fairness,
      decidedElsewhere: said.decided_elsewhere,
    },
  }
}

/**
 * invariants.yaml of either kind: `invariants/1` (LAW-40) or `invariants/2` (LAW-41 to LAW-44). `reasons` are the names of the propositions
 * about reasons, null if those could not be read. Formulas are read by the checker.
 */
export const decodeInvariants = (context: FactContext, reasons: ReadonlySet<string> | null): Decoder<Stated> => (root, report) => {
  const kind = root.kind === 'mapping' ? root.members.get('kind')?.node : undefined
  return (kind?.kind === 'scalar' && kind.value === 'invariants/2' ? second(context, reasons) : first(context))(root, report)
}
