import { assert } from '../base/index.js'
import type { FactReference } from '../artifact/condition.js'
import type { FactDeclaration, Law } from '../artifact/law.js'
import type { FactValue } from './comparison.js'
import type { OperatorRow } from './rows.js'
import { UNRANKED } from './rows.js'
import type { Situation } from './situation.js'

/** Reads the code of a fact with a finite domain: false 0, true 1; a string its index in the domain, null the size of the domain. */
export type CodeReader = (situation: Situation) => number

/** Reads the value of a fact. */
export type ValueReader = (situation: Situation) => FactValue

/** How the facts of a law are read: the law, and the path of the active state for each configuration of the frame machine. */
export interface FactContext {
  readonly law: Law
  readonly frameStates: readonly string[]
}

type BooleanFact = (situation: Situation) => boolean
type StringFact = (situation: Situation) => string | null

const BOOLEANS = new Map<string, BooleanFact>([
  ['operator-parsed', (s) => s.parsed],
  ['operator-known', (s) => s.parsed && s.row !== null],
  ['operator-ranked', (s) => s.row !== null && s.row.rank !== UNRANKED],
  ['operator-needs-token', (s) => s.row !== null && s.row.spec.needsToken],
  ['arguments-valid', (s) => s.fits],
  ['environment-terminal', (s) => s.environment.spec.terminal],
  ['tier-allowed', (s) => s.row !== null && s.allows(s.row.rank)],
  ['backend-legal', (s) => s.backendLegal],
  ['backend-matches', (s) => s.backendMatches],
  ['token-deployed', (s) => s.tokens.deployed.length > 0],
  ['token-unbound', (s) => s.tokens.hasUnbound],
  ['token-repeated', (s) => s.tokenRepeated],
  ['drift-exceeds', (s) => s.driftExceeds],
  ['drift-overflows', (s) => s.driftOverflows],
  ['backend-changes', (s) => s.backendChanges],
  ['transition-defined', (s) => s.candidate !== null],
])

/** LAW-13 tier-step: rank against rank of the open frame. */
const tierStep: StringFact = ({ row, frame }) => {
  if (row !== null && row.rank === UNRANKED) return 'unranked'
  if (row === null || frame === null) return 'none'
  const difference = row.rank - frame.placement.rank
  return difference > 0 ? 'up' : difference < 0 ? 'down' : 'same'
}

const STRINGS = new Map<string, (context: FactContext) => StringFact>([
  ['environment', () => (s) => s.environment.spec.id],
  ['backend-named', () => (s) => s.named?.spec.id ?? null],
  ['backend-target', () => (s) => s.placement?.backend.spec.id ?? null],
  ['tier-decrease-option', ({ law }) => () => law.validation.options.tierDecrease],
  ['frame-state', ({ frameStates }) => (s) => frameStates[s.frameState] ?? null],
  ['frame-tier', () => (s) => s.frame?.placement.tier ?? null],
  ['frame-backend', () => (s) => s.frame?.placement.backend.spec.id ?? null],
  ['tier-step', () => tierStep],
  ['transition-target', () => (s) => s.target?.spec.id ?? null],
  ['transition-guard', () => (s) => s.candidate?.guard ?? null],
])

/** Facts that only the row of the operator decides; their codes are looked up by its index. */
const ROW_STRINGS = new Map<string, (row: OperatorRow) => string>([
  ['operator-name', ({ spec }) => spec.name],
  ['operator-family', ({ spec }) => spec.family],
  ['operator-tier', ({ spec }) => spec.tier],
  ['drift-label', ({ spec }) => spec.drift],
])

const codeIn = (domain: readonly string[]): ((value: string | null) => number) => {
  const codes = new Map(domain.map((value, index) => [value, index]))
  return (value) => (value === null ? domain.length : (codes.get(value) ?? domain.length))
}

const declarationOf = ({ law }: FactContext, { fact }: FactReference): FactDeclaration => {
  const declaration = law.facts.get(fact)
  assert(declaration !== undefined, `the law declares the fact ${fact}`)
  return declaration
}

const rowCodes = (pick: (row: OperatorRow) => string, domain: readonly string[]): CodeReader => {
  const code = codeIn(domain)
  const codes: number[] = []
  return ({ row }) => (row === null ? domain.length : (codes[row.index] ??= code(pick(row))))
}

/** The reader of the code of a fact; null if LAW-13 gives it no finite domain. */
export const bindCode = (context: FactContext, reference: FactReference): CodeReader | null => {
  if (reference.fact === 'token-id-deployed') {
    const [id] = reference.params.values()
    return ({ tokens }) => (id !== undefined && tokens.has(id) ? 1 : 0)
  }
  const isTrue = BOOLEANS.get(reference.fact)
  if (isTrue !== undefined) return (situation) => (isTrue(situation) ? 1 : 0)
  const { domain } = declarationOf(context, reference)
  if (domain === null) return null
  const pick = ROW_STRINGS.get(reference.fact)
  if (pick !== undefined) return rowCodes(pick, domain)
  const text = STRINGS.get(reference.fact)?.(context)
  if (text === undefined) return null
  const code = codeIn(domain)
  return (situation) => code(text(situation))
}

/** The reader of the value of a fact in the scopes of decisions (LAW-11, LAW-13). */
export const bindValue = (context: FactContext, reference: FactReference): ValueReader => {
  const { fact, field } = reference
  if (fact === 'params') return ({ fits, params }) => (fits && field !== null ? (params.get(field) ?? null) : null)
  if (fact === 'drift-measured') return ({ driftMeasured }) => driftMeasured
  if (fact === 'environment-tiers') return ({ environment }) => environment.spec.tiers
  const code = bindCode(context, reference)
  const { type, domain } = declarationOf(context, reference)
  assert(code !== null, `the fact ${fact} can be read where a decision is made`)
  if (type === 'boolean') return (situation) => code(situation) === 1
  return (situation) => domain?.[code(situation)] ?? null
}
