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

// As many that differ as parameters could need at once.
const usual = (spec: ParameterSpec, count: number): readonly Scalar[] => {
  if (spec.type === 'boolean') return [false, true]
  if (spec.type === 'string') return ['', ...Array.from({ length: count }, (_, way) => 'a'.repeat(way + 1))]
  const ends = { least: spec.min ?? spec.exclusiveMin, most: spec.max ?? spec.exclusiveMax }
  const { least, most } = spec.type === 'int' ? wholeEnds(spec) : ends
  const middle = least === null || most === null ? [] : [(least + most) / 2]
  const from = least ?? (most === null ? 0 : most - 4)
  const step = least !== null && most !== null && most - least < 4 && spec.type === 'number' ? (most - least) / 8 : 1
  return [...Array.from({ length: Math.max(4, count) + 1 }, (_, way) => from + way * step), ...middle]
}

const ROWS_MAX = 4096

/** One value of each list, in the order of the lists, the last one changing first. */
function* choices(lists: readonly (readonly Scalar[])[]): Generator<readonly Scalar[]> {
  if (lists.some(({ length }) => length === 0)) return
  const at = lists.map(() => 0)
  for (;;) {
    yield lists.map((list, index) => list[at[index] ?? 0] ?? 0)
    let place = lists.length - 1
    while (place >= 0 && (at[place] ?? 0) + 1 === lists[place]?.length) at[place--] = 0
    if (place < 0) return
    at[place] = (at[place] ?? 0) + 1
  }
}

/** Lists of arguments that fit a row, and whether they are all that the law tells apart. */
interface Fitting {
  readonly lists: readonly Params[]
  readonly isWhole: boolean
}

// The first choice of what nothing reads with which the values that are read fit; undefined if as many as ROWS_MAX do not.
const completed = (row: OperatorSpec, read: ReadonlyMap<string, Scalar>, free: ReadonlyMap<string, readonly Scalar[]>) => {
  let tried = 0
  for (const values of choices([...free.values()])) {
    if (tried++ === ROWS_MAX) return undefined
    const chosen = new Map([...free.keys()].map((name, index) => [name, values[index] ?? 0]))
    const params: Params = new Map(row.parameters.map(({ name }) => [name, read.get(name) ?? chosen.get(name) ?? 0]))
    if (argumentsFit(row, params) && isAskable(row.name, params)) return params
  }
  return null
}

/** Arguments that fit a row: for each way in which literals could tell parameters apart one, else one at all. */
const fittingOf = (row: OperatorSpec, literals: ReadonlyMap<string, readonly Scalar[]>): Fitting => {
  const count = row.parameters.length
  const [read, free] = [new Map<string, readonly Scalar[]>(), new Map<string, readonly Scalar[]>()]
  for (const spec of row.parameters) {
    const fitsAlone = (value: Scalar): boolean => argumentsFit({ ...row, parameters: [spec], distinct: [] }, new Map([[spec.name, value]]))
    const told = literals.get(spec.name) ?? null
    const values = [...new Set([...between(told, spec), ...usual(spec, count)])].filter(fitsAlone)
    const kind = told === null ? free : read
    kind.set(spec.name, values)
  }
  const lists: Params[] = []
  let [tried, isWhole] = [0, true]
  for (const values of choices([...read.values()])) {
    if (tried++ === ROWS_MAX) return { lists, isWhole: false }
    const params = completed(row, new Map([...read.keys()].map((name, index) => [name, values[index] ?? 0])), free)
    if (params === undefined) isWhole = false
    else if (params !== null) lists.push(params)
  }
  return { lists, isWhole: isWhole && lists.length > 0 }
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
    ...rows.flatMap(({ name }) => {
      const { lists, isWhole } = fitting.get(name) ?? { lists: [], isWhole: true }
      if (lists.length === 0) return [`no arguments were found that fit ${name}`]
      return isWhole ? [] : [`of the arguments of ${name} only some are tried`]
    }),
  ]
  const called = rows.flatMap((row) => [
    ...(fitting.get(row.name)?.lists ?? []).map((params) => operator(row.name, params)),
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
