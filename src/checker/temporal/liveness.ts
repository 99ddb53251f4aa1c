import { assert, err, ok } from '../../base/index.js'
import type { Result } from '../../base/index.js'
import type { FairnessSpec } from '../../artifact/properties.js'
import type { Automaton } from './automaton.js'
import { exactAutomatonOf } from './automaton-exact.js'
import { prefixAutomatonOf } from './automaton-prefix.js'
import { automatonOf } from './automaton-reduced.js'
import { AutomatonTooLarge } from './automaton-tableau.js'
import { shortestLasso } from './lasso-search.js'
import { holdsOnLasso } from './lasso.js'
import { propertyLimits } from './liveness-limits.js'
import type { PropertyLimits } from './liveness-limits.js'
import { isFairLoop, pathOfLasso, pathOfNodes, wordOf } from './liveness-path.js'
import { formulaText, propositionsOf } from './ltl.js'
import type { Formula } from './ltl.js'
import { normalForm } from './ltl-normal.js'
import type { NormalFormula } from './ltl-normal.js'
import type { Model } from '../model.js'
import type { TemporalProperty } from './patterns.js'
import type { LetterGraph } from './product-letters.js'
import { bitsOf, marksOf, productOf } from './product.js'
import type { Fairness, Product } from './product.js'
import { nodesTo, reachProduct } from './product-reach.js'
import type { ProductReach } from './product-reach.js'
import { fairRegionsOf } from './product-regions.js'
import type { FairRegions } from './product-regions.js'
import type { ModelPath } from '../verdict.js'

/** What was decided of one temporal property (CHK-14 to CHK-18). */
export type PropertyVerdict =
  | { readonly kind: 'holds' }
  | { readonly kind: 'violated'; readonly path: ModelPath; readonly isShortest: boolean }
  | { readonly kind: 'vacuous'; readonly occasion: string }
  | { readonly kind: 'inconclusive'; readonly why: string }
  | { readonly kind: 'unsupported'; readonly why: string }

type Violation = Extract<PropertyVerdict, { readonly kind: 'violated' }>

type Unfinished = Extract<PropertyVerdict, { readonly kind: 'inconclusive' | 'unsupported' }>

/** The fairness of a law in terms of a model, or the name of a proposition that is not one of its steps (CHK-14). */
export const fairnessIn = (model: Model, specs: readonly FairnessSpec[]): Result<readonly Fairness[], string> => {
  const found: Fairness[] = []
  for (const { of, strength } of specs) {
    const proposition = model.propositions.findIndex(({ name, form }) => name === of && form === 'step')
    if (proposition < 0) return err(of)
    found.push({ proposition, strength })
  }
  return ok(found)
}

/** The propositions of a model that properties and fairness speak of: what its letters must tell apart. */
export const spokenOf = (model: Model, properties: readonly TemporalProperty[], fairness: readonly Fairness[]): ReadonlySet<number> => {
  const names = new Set(properties.flatMap(({ formula, occasions }) => [formula, ...occasions].flatMap(propositionsOf)))
  const places = model.propositions.flatMap(({ name }, index) => (names.has(name) ? [index] : []))
  return new Set([...places, ...fairness.map(({ proposition }) => proposition)])
}

interface Question {
  readonly graph: LetterGraph
  readonly names: readonly string[]
  readonly propositions: readonly number[]
  readonly fairness: readonly Fairness[]
  readonly limits: PropertyLimits
}

const unsupported = (why: string): { readonly kind: 'unsupported'; readonly why: string } => ({ kind: 'unsupported', why })

const automatonIn = (
  build: (normal: NormalFormula, limits: PropertyLimits) => Automaton,
  normal: NormalFormula,
  { fairness, limits }: Question,
): Automaton | null => {
  try {
    const automaton = build(normal, limits)
    return marksOf(automaton, fairness) <= limits.acceptanceSets ? automaton : null
  } catch (error) {
    if (error instanceof AutomatonTooLarge) return null
    throw error
  }
}

// Whether a way into the product is accepted and fair, and one such way; not the shortest.
interface Found {
  readonly product: Product
  readonly reach: ProductReach
  readonly regions: FairRegions | null
}

const lettersOf = ({ graph, propositions }: Question): readonly number[] =>
  [...new Set(graph.alphabet.map((letter) => bitsOf(letter, propositions)))]

// Whether the automaton accepts anything over the letters that the model has, in whatever order: most properties are decided here.
const acceptsAny = (automaton: Automaton, letters: readonly number[]): boolean => {
  const met = new Set([automaton.initial])
  for (const state of met) {
    if (state !== automaton.initial && automaton.live[state] === 1) return true
    for (const letter of letters) {
      const moves = automaton.moves(state, letter)
      for (let move = 0; move < moves.length; move += 2) {
        if (moves[move] === automaton.initial && automaton.live[automaton.initial] === 1) return true
        met.add(moves[move] ?? 0)
      }
    }
  }
  return false
}

// Some behaviour on which a formula holds: one that a prefix decides, or the fair regions; null if there is none.
const searchBehaviour = (normal: NormalFormula, question: Question): Found | Unfinished | null => {
  const { graph, propositions, fairness, limits } = question
  const automaton = automatonIn(automatonOf, normal, question)
  if (automaton === null) return unsupported('the automaton of the formula is too large')
  if (graph.size * automaton.size > limits.productStates) {
    return { kind: 'inconclusive', why: `${graph.size} states times ${automaton.size} of the automaton are too many` }
  }
  if (!acceptsAny(automaton, lettersOf(question))) return null
  const product = productOf(graph, automaton, propositions, fairness)
  const reach = reachProduct(product)
  if (reach.decided >= 0) return { product, reach, regions: null }
  const regions = fairRegionsOf(product, reach)
  return regions.found ? { product, reach, regions } : null
}

const prefixTo = (product: Product, reach: ProductReach, isShortest: boolean): Violation => {
  const nodes = nodesTo(reach, reach.decided)
  return { kind: 'violated', path: pathOfNodes(product, nodes), isShortest }
}

// The shortest prefix after which `formula` cannot hold; null if there is none; undefined if its automaton is too large.
const shortestPrefix = (formula: Formula, question: Question): Violation | null | undefined => {
  const { graph, names, propositions, limits } = question
  const build = (normal: NormalFormula): Automaton => prefixAutomatonOf(normal, lettersOf(question), limits)
  const automaton = automatonIn(build, normalForm(formula, true, names), question)
  if (automaton === null || graph.size * automaton.size > limits.productStates) return undefined
  const product = productOf(graph, automaton, propositions, [])
  const reach = reachProduct(product)
  return reach.decided >= 0 ? prefixTo(product, reach, true) : null
}

const shortestLoop = (negated: NormalFormula, question: Question, { product, reach, regions }: Found): Violation => {
  const { graph, propositions, fairness, limits } = question
  const exact = automatonIn(exactAutomatonOf, negated, question)
  if (exact !== null && graph.size * exact.size <= limits.exactStates) {
    const exactProduct = productOf(graph, exact, propositions, fairness)
    const exactReach = reachProduct(exactProduct)
    const lasso = shortestLasso(exactProduct, exactReach, fairRegionsOf(exactProduct, exactReach), limits.lassoWork)
    return { kind: 'violated', path: pathOfLasso(exactProduct, lasso), isShortest: lasso.isShortest }
  }
  assert(regions !== null, 'no prefix decides')
  return { kind: 'violated', path: pathOfLasso(product, shortestLasso(product, reach, regions, limits.lassoWork)), isShortest: false }
}

const refute = (formula: Formula, question: Question): Violation | Unfinished | null => {
  const negated = normalForm(formula, false, question.names)
  const found = searchBehaviour(negated, question)
  if (found === null || 'kind' in found) return found
  const prefix = shortestPrefix(formula, question)
  if (prefix !== null && prefix !== undefined) return prefix
  if (found.regions === null) return prefixTo(found.product, found.reach, false)
  const lasso = shortestLoop(negated, question, found)
  return prefix === null ? lasso : { ...lasso, isShortest: false }
}

const depthOf = (formula: Formula): number =>
  1 + ('of' in formula ? depthOf(formula.of) : 'left' in formula ? Math.max(depthOf(formula.left), depthOf(formula.right)) : 0)

// By code that shares nothing with the search: what was found is a fair behaviour on which the formula fails.
const confirm = (model: Model, formula: Formula, fairness: readonly Fairness[], { path }: Violation): void => {
  if (path.loop === null) return
  assert(!holdsOnLasso(formula, wordOf(model, path)), `the lasso breaks ${formulaText(formula)}`)
  assert(fairness.every((one) => isFairLoop(model, one, path)), 'the lasso is fair')
}

const questionOf = (formula: Formula, graph: LetterGraph, fairness: readonly Fairness[], limits: PropertyLimits): Question | Unfinished => {
  if (depthOf(formula) > 2 * limits.formulaDepth) return unsupported(`nested deeper than ${2 * limits.formulaDepth} levels`)
  const names = propositionsOf(formula)
  if (names.length > limits.formulaPropositions) return unsupported(`more than ${limits.formulaPropositions} propositions`)
  const propositions = names.map((name) => graph.model.propositions.findIndex((known) => known.name === name))
  assert(!propositions.includes(-1), 'a property speaks of propositions of the model')
  return { graph, names, propositions, fairness, limits }
}

/**
 * Decides a temporal property on the letters of a model (CHK-14 to CHK-18). `holds` and `vacuous` are said only if the graph is complete; a
 * violation stands even if it is not. Where `path.loop` is null, its prefix alone decides: whatever comes next, the property fails.
 */
export const decideProperty = (
  graph: LetterGraph,
  { formula, occasions }: TemporalProperty,
  fairness: readonly Fairness[],
  limits: PropertyLimits = propertyLimits,
): PropertyVerdict => {
  const question = questionOf(formula, graph, fairness, limits)
  if ('kind' in question) return question
  const against = refute(formula, question)
  if (against?.kind === 'violated') confirm(graph.model, formula, fairness, against)
  if (against?.kind === 'violated') return { ...against, isShortest: against.isShortest && graph.complete }
  if (against !== null) return against
  if (!graph.complete) return { kind: 'inconclusive', why: 'not every state was seen' }
  for (const occasion of occasions) {
    const asked = questionOf(occasion, graph, fairness, limits)
    if ('kind' in asked) return asked
    const met = searchBehaviour(normalForm(occasion, true, asked.names), asked)
    if (met === null) return { kind: 'vacuous', occasion: formulaText(occasion) }
    if ('kind' in met) return met
  }
  return { kind: 'holds' }
}
