import type { Law, OperatorSpec, ParameterSpec, Params, Scalar } from '../../artifact/law.js'
import { canonicalJson } from '../../base/index.js'
import { argumentsFit } from '../../kernel/arguments.js'
import type { SessionEvent } from '../../kernel/index.js'
import { MODEL_TIME, sessionEvents } from '../session/session-events.js'

/** An event that both laws are asked, with its name for reports. */
export interface DiffEvent {
  readonly name: string
  readonly event: SessionEvent
}

/** What both laws are asked (CHK-51). */
export interface DiffEvents {
  /** Operators, transitions, closing and recovery; events of tokens follow from `tokens`. */
  readonly events: readonly DiffEvent[]
  /** Token ids: first those that conditions of either law name, then others, which are alike. */
  readonly tokens: readonly string[]
  /** How many of `tokens` are named. */
  readonly namedTokens: number
  /** Reasons why the events are a choice among more that the laws could tell apart. */
  readonly sampled: readonly string[]
}

const PROBES_MAX = 2048

// Around each bound that either law states lies a value that one takes and the other may not.
const aroundBounds = (spec: ParameterSpec): readonly Scalar[] => {
  const bounds = [spec.min, spec.max, spec.exclusiveMin, spec.exclusiveMax].filter((bound) => bound !== null)
  return bounds.flatMap((bound) => [bound - 1, bound, bound + 1])
}

const ofType = ({ type }: ParameterSpec): readonly Scalar[] => {
  switch (type) {
    case 'boolean':
      return [true]
    case 'string':
      return ['a']
    case 'int':
      return [0, 1]
    case 'number':
      return [0, 0.5, 1]
  }
}

// What two bounds leave between them.
const between = (values: readonly Scalar[]): readonly Scalar[] => {
  const numbers = values.filter((one): one is number => typeof one === 'number').toSorted((a, b) => a - b)
  return numbers.flatMap((one, index) => (index === 0 ? [] : [((numbers[index - 1] ?? one) + one) / 2]))
}

const valuesFor = (specs: readonly ParameterSpec[]): readonly Scalar[] => {
  const values = [...new Set(specs.flatMap((spec) => [...aroundBounds(spec), ...ofType(spec)]))]
  return [...new Set([...values, ...between(values)])]
}

const product = (lists: readonly (readonly Scalar[])[]): readonly (readonly Scalar[])[] =>
  lists.reduce<readonly (readonly Scalar[])[]>(
    (rows, list) => rows.flatMap((row) => list.map((one) => [...row, one])).slice(0, PROBES_MAX),
    [[]],
  )

// One set of arguments for each way in which the rows take them or not.
const oneOfEachFit = (rows: readonly OperatorSpec[], all: readonly Params[], key: (params: Params) => string): readonly Params[] => {
  const kept = new Map<string, Params>()
  for (const params of all) {
    const fits = `${rows.map((row) => (argumentsFit(row, params) ? 1 : 0)).join('')} ${key(params)}`
    if (!kept.has(fits)) kept.set(fits, params)
  }
  return [...kept.values()]
}

/** Arguments that tell two rows of one name apart: what one takes and the other does not, by bounds, types, names and `distinct`. */
const probesOf = (rows: readonly OperatorSpec[], isScaled: boolean): readonly Params[] =>
  oneOfEachFit(
    rows,
    rows.flatMap((row) => {
      const names = row.parameters.map(({ name }) => name)
      const lists = names.map((name) => valuesFor(rows.flatMap(({ parameters }) => parameters.filter((spec) => spec.name === name))))
      return product(lists).map((values): Params => new Map(names.map((name, index) => [name, values[index] ?? 0])))
    }),
    // Where drift depends on arguments, each set of arguments may measure otherwise.
    (params) => (isScaled ? canonicalJson(params) : ''),
  )

const argumentText = (params: Params): string => [...params].map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')

const SCALED_MAX = 12

const domainOf = ({ parameters, distinct: groups }: OperatorSpec): string =>
  JSON.stringify([parameters.map(({ name, type, min, max, exclusiveMin, exclusiveMax }) =>
    [name, type, min, max, exclusiveMin, exclusiveMax]), groups])

const probeEvents = (old: Law, now: Law): readonly DiffEvent[] => {
  const names = [...new Set([...old.operators.operators.keys(), ...now.operators.operators.keys()])]
  return names.flatMap((name) => {
    const rows = [old, now].flatMap(({ operators }) => operators.operators.get(name) ?? [])
    const isScaled = [old, now].some(({ drift }) => drift.scale.some(({ operator }) => operator === name))
    const [first, second] = rows
    const isTold = first !== undefined && second !== undefined && domainOf(first) !== domainOf(second)
    const probes = isTold || isScaled ? probesOf(rows, isScaled) : []
    const kept = isScaled ? probes.filter((params) => rows.some((row) => argumentsFit(row, params))).slice(0, SCALED_MAX) : probes
    return kept.map((params) => ({
      name: `${name}(${argumentText(params)})`,
      event: { kind: 'operator', name, params, timestamp: MODEL_TIME } as const,
    }))
  })
}

const keyOf = (event: SessionEvent): string => {
  switch (event.kind) {
    case 'operator':
      return canonicalJson([event.kind, event.name, event.params])
    case 'source':
      return canonicalJson([event.kind, event.source])
    case 'token':
      return canonicalJson([event.kind, event.tokenId])
    case 'transition':
      return canonicalJson([event.kind, event.to])
    case 'close':
    case 'recover':
      return event.kind
  }
}

const distinct = (events: readonly DiffEvent[]): readonly DiffEvent[] => {
  const kept = new Map<string, DiffEvent>()
  for (const one of events) if (!kept.has(keyOf(one.event))) kept.set(keyOf(one.event), one)
  return [...kept.values()]
}

/** The events that tell the laws apart if anything does: those of both (CHK-02), and arguments around the bounds of both (CHK-51). */
export const diffEvents = (old: Law, now: Law, tokens: number): DiffEvents => {
  const [ofOld, ofNew] = [sessionEvents(old), sessionEvents(now)]
  const named = [...new Set([...ofOld.namedTokens, ...ofNew.namedTokens])]
  const alike: string[] = []
  for (let number = 1; alike.length < tokens; number++) if (!named.includes(`token-${number}`)) alike.push(`token-${number}`)
  return {
    events: distinct([
      ...ofOld.operators,
      ...ofNew.operators,
      ...probeEvents(old, now),
      ...ofOld.transitions,
      ...ofNew.transitions,
      { name: 'close', event: { kind: 'close' } },
      { name: 'recover', event: { kind: 'recover' } },
    ]),
    tokens: [...named, ...alike],
    namedTokens: named.length,
    sampled: [...new Set([...ofOld.sampled, ...ofNew.sampled])],
  }
}
