import type { Condition, FactReference, Operand } from '../../artifact/condition.js'
import type { Law, OperatorSpec, ParameterSpec, Params, Scalar } from '../../artifact/law.js'
import { compareNumbers, LIMITS } from '../../base/index.js'
import { argumentsFit } from '../../kernel/arguments.js'
import type { SessionEvent } from '../../kernel/index.js'
import { isAskable, isTokenId } from './askable.js'

/** The time of every event of a model: no decision reads it (CHK-03). */
export const MODEL_TIME = '2026-01-01T00:00:00.000Z'

/** The events of a law, one of each kind that it can tell apart, and why they may not be all (CHK-02). */
export interface SessionEvents {
  readonly operators: readonly { readonly name: string; readonly event: SessionEvent }[]
  readonly transitions: readonly { readonly name: string; readonly event: SessionEvent }[]
  /** Token ids that conditions name; all other tokens are alike. */
  readonly namedTokens: readonly string[]
  /** Reasons why the arguments are a choice among more that the law could tell apart. */
  readonly sampled: readonly string[]
}

const referencesOf = (condition: Condition): readonly { readonly at: FactReference; readonly other: Operand | null }[] => {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(referencesOf)
    case 'not':
      return referencesOf(condition.of)
    case 'test':
      return [
        { at: condition.left, other: condition.right },
        ...(condition.right.kind === 'fact' ? [{ at: condition.right.reference, other: null }] : []),
      ]
  }
}

const conditionsOf = (law: Law): readonly Condition[] => [
  ...[law.validation.operator, law.validation.token, law.validation.transition].flatMap((table) => table.map(({ condition }) => condition)),
  ...law.routing.operator.map(({ condition }) => condition),
  ...[...law.invariants, ...law.properties.propositions].map(({ holds }) => holds),
]

const literalsOf = (other: Operand | null): readonly Scalar[] => {
  if (other === null || other.kind === 'fact') return []
  const values = Array.isArray(other.value) ? (other.value as readonly (Scalar | null)[]) : [other.value as Scalar | null]
  return values.filter((one): one is Scalar => one !== null)
}

// Between and beyond the literals lie the values that orderings and equalities tell apart.
const between = (literals: readonly Scalar[] | null, { type, min, max, exclusiveMin, exclusiveMax }: ParameterSpec): readonly Scalar[] => {
  if (literals === null) return []
  const bounds = [min, max, exclusiveMin, exclusiveMax].filter((one) => one !== null)
  const marks = [...new Set([...literals.filter((one) => typeof one === 'number'), ...bounds])].sort(compareNumbers)
  const middles = marks.slice(1).map((mark, index) => (mark + (marks[index] ?? mark)) / 2)
  const ends = marks.flatMap((mark) => [mark - 1, mark, mark + 1])
  const numbers = [...ends, ...(type === 'int' ? [...middles, ...ends].flatMap((one) => [Math.floor(one), Math.ceil(one)]) : middles)]
  return [...literals.filter((one) => typeof one !== 'number'), ...numbers]
}

// The least and the greatest whole number that a parameter may have.
const wholeEnds = ({ min, max, exclusiveMin, exclusiveMax }: ParameterSpec) => ({
  least: min === null ? (exclusiveMin === null ? null : Math.floor(exclusiveMin) + 1) : Math.ceil(min),
  most: max === null ? (exclusiveMax === null ? null : Math.ceil(exclusiveMax) - 1) : Math.floor(max),
})

const usual = (spec: ParameterSpec): readonly Scalar[] => {
  if (spec.type === 'boolean') return [false, true]
  if (spec.type === 'string') return ['', 'a']
  const ends = { least: spec.min ?? spec.exclusiveMin, most: spec.max ?? spec.exclusiveMax }
  const { least, most } = spec.type === 'int' ? wholeEnds(spec) : ends
  const middle = least === null || most === null ? [] : [(least + most) / 2]
  const from = least ?? (most === null ? 0 : most - 4)
  const step = least !== null && most !== null && most - least < 4 && spec.type === 'number' ? (most - least) / 8 : 1
  return [from, from + step, from + 2 * step, from + 3 * step, from + 4 * step, ...middle]
}

const ROWS_MAX = 4096

/** One value of each list, in the order of the lists, the last one changing first; not more than ROWS_MAX. */
function* choices(lists: readonly (readonly Scalar[])[]): Generator<readonly Scalar[]> {
  const at = lists.map(() => 0)
  for (let row = 0; row < ROWS_MAX; row++) {
    yield lists.map((list, index) => list[at[index] ?? 0] ?? 0)
    let place = lists.length - 1
    while (place >= 0 && (at[place] ?? 0) + 1 === lists[place]?.length) at[place--] = 0
    if (place < 0) return
    at[place] = (at[place] ?? 0) + 1
  }
}

/** Arguments that fit a row: for each way in which literals could tell parameters apart one, else one at all. */
const fittingOf = (row: OperatorSpec, literals: ReadonlyMap<string, readonly Scalar[]>): readonly Params[] => {
  const names = row.parameters.map(({ name }) => name)
  const read = names.filter((name) => literals.has(name))
  const lists = row.parameters.map((spec) => [...new Set([...between(literals.get(spec.name) ?? null, spec), ...usual(spec)])])
  const kept = new Map<string, Params>()
  for (const values of choices(lists)) {
    const params: Params = new Map(names.map((name, index) => [name, values[index] ?? 0]))
    const key = JSON.stringify(read.map((name) => params.get(name)))
    if (!kept.has(key) && argumentsFit(row, params) && isAskable(row.name, params)) kept.set(key, params)
    if (read.length === 0 && kept.size > 0) break
  }
  return [...kept.values()]
}

const argumentText = (params: Params): string => [...params].map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')

const fresh = (taken: (name: string) => boolean, stem: string): string => (taken(stem) ? fresh(taken, `${stem}_`) : stem)

const operator = (name: string, params: Params) => ({
  name: `${name}(${argumentText(params)})`,
  event: { kind: 'operator', name, params, timestamp: MODEL_TIME } as const,
})

/** The events of `law`, in artifact order (CHK-02). */
export const sessionEvents = (law: Law): SessionEvents => {
  const references = conditionsOf(law).flatMap(referencesOf)
  const literals = new Map<string, Scalar[]>()
  for (const { at, other } of references) {
    if (at.fact !== 'params' || at.field === null) continue
    literals.set(at.field, [...(literals.get(at.field) ?? []), ...literalsOf(other)])
  }
  const rows = [...law.operators.operators.values()]
  const fitting = new Map(rows.map((row) => [row.name, fittingOf(row, literals)]))
  const comparesFields = references.some(({ at, other }) =>
    at.fact === 'params' && (at.field === null || other === null || other.kind === 'fact'))
  const sampled = [
    ...(law.drift.scale.length > 0 ? ['drift depends on arguments, of which only some are tried'] : []),
    ...(comparesFields ? ['conditions compare arguments with facts, and only some arguments are tried'] : []),
    ...rows.filter(({ name }) => fitting.get(name)?.length === 0).map(({ name }) => `no arguments were found that fit ${name}`),
  ]
  const called = rows.flatMap((row) => [
    ...(fitting.get(row.name) ?? []).map((params) => operator(row.name, params)),
    operator(row.name, new Map(row.parameters.length === 0 ? [['unfit', 0]] : [])),
  ])
  const unknown = fresh((name) => law.operators.operators.has(name), 'unknown')
  const nowhere = fresh((name) => law.environments.has(name), 'nowhere')
  const source = 'no invocation'
  return {
    operators: [...called, operator(unknown, new Map()), { name: source, event: { kind: 'source', source, timestamp: MODEL_TIME } }],
    transitions: [...law.environments.keys(), nowhere].map((to) => ({ name: `-> ${to}`, event: { kind: 'transition', to } })),
    namedTokens: [
      ...new Set(references.filter(({ at }) => at.fact === 'token-id-deployed').flatMap(({ at }) => [...at.params.values()])),
    ].filter(isTokenId).slice(0, LIMITS.eventGuards.value),
    sampled,
  }
}
