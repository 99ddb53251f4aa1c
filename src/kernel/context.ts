import type { Law, OperatorSpec, Params } from '../artifact/law.js'
import { argumentsFit, withoutMinusZero } from './arguments.js'
import { bindMeasuredDrift, nominalDrift } from './drift.js'
import { isName, parseInvocation } from './grammar.js'
import { bindPlacement } from './placement.js'
import type { SessionEvent, State } from './state.js'
import type { BoundRow, BoundRows, Fitted, StepContext } from './step-context.js'

const bindRow = (law: Law, spec: OperatorSpec): BoundRow => {
  const rank = law.operators.tiers.indexOf(spec.tier)
  const measure = bindMeasuredDrift(law, spec)
  // Parameters never change, and a trace repeats them.
  const known = new WeakMap<Params, Fitted>()
  const fit = (given: Params): Fitted => {
    const found = known.get(given)
    if (found !== undefined) return found
    const params = withoutMinusZero(given)
    const fitted = { params, measured: argumentsFit(spec, params) ? measure(params) : null }
    known.set(given, fitted)
    return fitted
  }
  return { spec, rank, predicted: nominalDrift(law, spec), fit, place: bindPlacement(law, spec), rulings: [] }
}

/** Binds each row of the operator table. */
export const bindRows = (law: Law): BoundRows =>
  new Map([...law.operators.operators.values()].map((spec) => [spec.name, bindRow(law, spec)]))

const contextOf = (kind: StepContext['kind'], before: State, tokenId: string | null, target: string | null): StepContext => ({
  kind, before, tokenId, target,
  parsed: false, name: null, params: null, row: null, argumentsValid: false, measured: Number.NaN, placement: null,
  after: before, allowed: false, routing: null, frameOpened: false, frameClosed: false, moved: false, tokenUsed: null,
})

// SES-23: the name is held against the grammar of names, which each row follows.
const operatorContext = (rows: BoundRows, before: State, name: string, given: Params): StepContext => {
  const row = rows.get(name) ?? null
  const parsed = row !== null || isName(name)
  const { params, measured } = row === null ? { params: withoutMinusZero(given), measured: null } : row.fit(given)
  const argumentsValid = measured !== null
  const placement = row === null ? null : row.place(before)
  return {
    kind: 'operator', before, tokenId: null, target: null,
    parsed, name, params, row, argumentsValid, measured: measured ?? Number.NaN, placement,
    after: before, allowed: false, routing: null, frameOpened: false, frameClosed: false, moved: false, tokenUsed: null,
  }
}

/** What the facts of `event` in the state `before` are read from (SES-25: parse, then facts). */
export const makeContext = (rows: BoundRows, before: State, event: SessionEvent): StepContext => {
  switch (event.kind) {
    case 'source': {
      const invocation = parseInvocation(event.source)
      if (invocation === null) return contextOf('operator', before, null, null)
      return operatorContext(rows, before, invocation.name, invocation.params)
    }
    case 'operator':
      return operatorContext(rows, before, event.name, event.params)
    case 'token':
      return contextOf('token', before, event.tokenId, null)
    case 'transition':
      return contextOf('transition', before, null, event.to)
    case 'close':
    case 'recover':
      return contextOf('close', before, null, null)
  }
}
