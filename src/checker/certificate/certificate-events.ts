import type { Condition, Test } from '../../artifact/condition.js'
import type { Law, OperatorSpec, Params, ParameterSpec, Scalar } from '../../artifact/law.js'
import { argumentsFit } from '../../kernel/arguments.js'
import type { SessionEvent } from '../../kernel/index.js'

const CHOICES_MAX = 100_000

/** What a law can be asked, and the token ids in it; `beyond` says why no list of events stands for all that it can be asked. */
export type CertifiedEvents =
  | { readonly ok: true; readonly events: readonly SessionEvent[]; readonly named: readonly string[]; readonly plain: readonly string[] }
  | { readonly ok: false; readonly beyond: string }

const testsOf = (condition: Condition): readonly Test[] => {
  if (condition.kind === 'test') return [condition]
  return condition.kind === 'not' ? testsOf(condition.of) : condition.of.flatMap(testsOf)
}

const operandsOf = ({ left, right }: Test) => (right.kind === 'fact' ? [left, right.reference] : [left])

// Every point at which a comparison can change, and around and between them as many values as parameters could need at once.
const choicesOf = (spec: ParameterSpec, read: readonly unknown[], count: number): readonly Scalar[] => {
  const { type, min, max, exclusiveMin, exclusiveMax } = spec
  if (type === 'boolean') return [false, true]
  const ways = Array.from({ length: count + 1 }, (_, index) => index + 1)
  const texts = read.filter((one) => typeof one === 'string')
  if (type === 'string') return [...texts, ...ways.map((way) => `${texts.join('')} ${way}`)]
  const known = [0, min, max, exclusiveMin, exclusiveMax, ...read].filter((one) => typeof one === 'number')
  const points = [...known, 2 * Math.min(...known) - count - 1, 2 * Math.max(...known) + count + 1]
  const between = (from: number): readonly number[] => points.flatMap((to) => ways.map((way) => from + ((to - from) * way) / (count + 2)))
  const around = (point: number): readonly number[] => ways.flatMap((way) => [Math.ceil(point) - way, Math.floor(point) + way])
  return [...points, ...points.flatMap(around), ...points.flatMap(between)].filter(Number.isFinite)
}

// Arguments that fit `row`, one list for each value of the parameters that are read; null if they are too many.
const fittingOf = (row: OperatorSpec, read: ReadonlyMap<string, readonly unknown[]>): readonly Params[] | null => {
  const count = row.parameters.length
  let lists: readonly Params[] = [new Map()]
  for (const spec of row.parameters) {
    const fitsAlone = (value: Scalar): boolean => argumentsFit({ ...row, parameters: [spec], distinct: [] }, new Map([[spec.name, value]]))
    const choices = [...new Set(choicesOf(spec, read.get(spec.name) ?? [], count))].filter(fitsAlone)
    // One that nothing reads must only differ from the others.
    const needed = read.has(spec.name) ? choices : choices.slice(0, count)
    if (lists.length * needed.length > CHOICES_MAX) return null
    lists = lists.flatMap((list) => needed.map((value): Params => new Map([...list, [spec.name, value]])))
  }
  const readIn = (list: Params): string => JSON.stringify([...list].filter(([name]) => read.has(name)))
  return [...new Map(lists.filter((list) => argumentsFit(row, list)).map((list) => [readIn(list), list])).values()]
}

const unused = (stem: string, taken: ReadonlyMap<string, unknown>): string => (taken.has(stem) ? unused(`${stem}_`, taken) : stem)

/**
 * One event for all that `law` cannot tell apart, from its tables and conditions alone, with `tokens` token ids beside those that
 * conditions name (CHK-46): these are token-1, token-2, … without the named ones.
 */
export const certifiedEvents = (law: Law, tokens: number): CertifiedEvents => {
  const { validation, routing, invariants, properties: { propositions }, drift, operators: { operators }, environments } = law
  const rules = [...validation.operator, ...validation.token, ...validation.transition, ...routing.operator]
  const tests = [...rules.map(({ condition }) => condition), ...[...invariants, ...propositions].map(({ holds }) => holds)].flatMap(testsOf)
  const read = new Map<string, readonly unknown[]>()
  for (const test of tests.filter((one) => operandsOf(one).some(({ fact }) => fact === 'params'))) {
    const { left: { field }, right } = test
    if (field === null || right.kind === 'fact') return { ok: false, beyond: 'a condition compares arguments with facts' }
    read.set(field, [...(read.get(field) ?? []), right.value].flat())
  }
  if (drift.scale.length > 0) return { ok: false, beyond: 'drift depends on arguments' }
  const asked: (readonly [name: string, params: Params])[] = [[unused('unknown', operators), new Map()]]
  for (const row of operators.values()) {
    const fitting = fittingOf(row, read)
    if (fitting === null || fitting.length === 0) return { ok: false, beyond: `no few arguments stand for all of ${row.name}` }
    for (const params of [...fitting, new Map(row.parameters.length === 0 ? [['unfit', 0]] : [])]) asked.push([row.name, params])
  }
  const references = tests.flatMap(operandsOf).filter(({ fact }) => fact === 'token-id-deployed')
  const named = [...new Set(references.flatMap(({ params }) => [...params.values()]))]
  const isNobodys = named.some((id) => id === '' || [...id].length > 256)
  if (isNobodys) return { ok: false, beyond: 'a condition names a token that no session may have' }
  const numbered = Array.from({ length: tokens + named.length }, (_, index) => `token-${index + 1}`)
  const plain = numbered.filter((id) => !named.includes(id)).slice(0, tokens)
  const events: readonly SessionEvent[] = [
    { kind: 'source', source: '', timestamp: '' },
    ...asked.map(([name, params]) => ({ kind: 'operator', name, params, timestamp: '' }) as const),
    ...[...named, ...plain].map((tokenId) => ({ kind: 'token', tokenId }) as const),
    ...[...environments.keys(), unused('nowhere', environments)].map((to) => ({ kind: 'transition', to }) as const),
    { kind: 'close' }, { kind: 'recover' },
  ]
  return { ok: true, events, named, plain }
}
