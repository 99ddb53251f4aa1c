import type { DecisionTable, OperatorSpec, ParameterSpec, Params, Refusal, Scalar } from '../../artifact/law.js'
import type { SessionEvent } from '../../kernel/index.js'
import type { Coding, Place } from './export-coding.js'
import { deploys, effectiveBoundAt, isOpenIn, placementOf, readerOf, translate } from './export-facts.js'
import type { Occasion, Outcome } from './export-facts.js'
import type { FlatMachine } from './export-machine.js'
import { allOf, choose, exceeds, FALSE, not, number, pick, plus, TRUE, within } from './export-term.js'
import type { Term } from './export-term.js'

/** One way through the tables and machines: taken where `when` holds and no path before it was. */
export interface Path {
  readonly note: string
  readonly when: Term
  /** What it is that the law must not reach, null for a lawful path. */
  readonly fault: string | null
  readonly outcome: Outcome
}

/** An event of the model with all that can come of it. */
export interface Action {
  readonly name: string
  /** Where the event is offered. */
  readonly when: Term
  readonly occasion: Occasion
  readonly paths: readonly Path[]
}

type Changes = Partial<Place>

const NOBODY: Occasion = {
  kind: 'close', parsed: false, row: null, fits: false, params: new Map(), token: null, repeated: FALSE, target: null,
}

const NOTHING = {
  allowed: false, routing: null, opened: false, closed: FALSE, moved: false, used: FALSE, refusal: null, routed: null,
} as const

const fitsSpec = (value: Scalar | undefined, { type, min, max, exclusiveMin, exclusiveMax }: ParameterSpec): boolean => {
  if (type === 'boolean' || type === 'string') return typeof value === type
  if (typeof value !== 'number' || (type === 'int' && !Number.isSafeInteger(value))) return false
  return !(
    (min !== null && value < min) || (max !== null && value > max) ||
    (exclusiveMin !== null && value <= exclusiveMin) || (exclusiveMax !== null && value >= exclusiveMax)
  )
}

// SES-22.
const fitsRow = ({ parameters, distinct }: OperatorSpec, params: Params): boolean =>
  parameters.length === params.size &&
  parameters.every((spec) => fitsSpec(params.get(spec.name), spec)) &&
  distinct.every((group) => new Set(group.map((name) => params.get(name))).size === group.length)

const leavesWhere = ({ leaves }: FlatMachine, holds: (leaf: string) => boolean): readonly number[] =>
  leaves.flatMap((leaf, place) => (holds(leaf) ? [place] : []))

// SES-11: an event is offered while the session machine is not done.
const offeredIn = ({ session, before }: Coding): Term => within(before.session, leavesWhere(session, (leaf) => !session.isDone(leaf)))

const sessionAfter = ({ session, before }: Coding, event: string): Term =>
  pick(leavesWhere(session, (leaf) => !session.isDone(leaf)).map((place) => {
    const leaf = session.leaves[place] ?? ''
    const target = session.candidates(leaf, event)[0]?.target ?? leaf
    return { when: within(before.session, [place]), value: target === leaf ? before.session : number(session.leaves.indexOf(target)) }
  }))

/** What a frame machine does with an event in some of its leaves, which all do the same. */
interface FrameMove {
  readonly from: readonly number[]
  readonly target: string | null
  readonly actions: readonly string[]
}

const frameMoves = ({ frame }: Coding, event: string): readonly FrameMove[] => {
  const moves = new Map<string, { from: number[]; readonly target: string | null; readonly actions: readonly string[] }>()
  for (const [place, leaf] of frame.leaves.entries()) {
    const taken = frame.candidates(leaf, event)[0]
    const key = JSON.stringify(taken ?? null)
    const found = moves.get(key) ?? { from: [], target: taken?.target ?? null, actions: taken?.actions ?? [] }
    found.from.push(place)
    moves.set(key, found)
  }
  return [...moves.values()]
}

/** What arrives in a frame: its placement where a frame is open and where none is, and its measured drift in quanta. */
interface Arrival {
  readonly place: (isOpen: Term) => { readonly backend: Term; readonly tier: Term }
  readonly quanta: number
}

// LAW-49, SES-41, SES-47: the actions in their order.
const moveFrame = (coding: Coding, { target, actions }: FrameMove, arrival: Arrival | null): Changes => {
  const { before, frame } = coding
  const [first] = actions
  const isOpen = first === undefined ? isOpenIn(before) : first === 'open-frame' ? FALSE : TRUE // LAW-54
  let at: Place = target === null ? before : { ...before, frameState: number(frame.leaves.indexOf(target)) }
  for (const action of actions) {
    if (action === 'close-frame') {
      const none = { frameBackend: number(0), frameEnvironment: number(0), frameTier: number(0), frameDrift: number(0) }
      at = { ...at, lastBackend: at.frameBackend, lastTier: at.frameTier, ...none }
    } else if (action === 'open-frame' && arrival !== null) {
      const { backend, tier } = arrival.place(isOpen)
      const frameEnvironment = plus(before.environment, number(1))
      at = { ...at, frameBackend: backend, frameTier: tier, frameEnvironment, frameDrift: number(0) }
    } else if (action === 'append-operator' && arrival !== null) {
      at = { ...at, frameDrift: plus(at.frameDrift, number(arrival.quanta)) }
    }
  }
  return at
}

const cascade = (paths: readonly Path[]): readonly Path[] => {
  const possible = paths.filter(({ when }) => when.kind !== 'boolean' || when.value)
  const certain = possible.findIndex(({ when }) => when.kind === 'boolean')
  return certain < 0 ? possible : possible.slice(0, certain + 1)
}

const refusals = (
  coding: Coding,
  occasion: Occasion,
  table: DecisionTable<Refusal>,
  after: Place,
): readonly Path[] => {
  const read = readerOf(coding, occasion, null, coding.before)
  return table.map(({ name, condition, event }) => ({
    note: `refused by ${name}: ${event.reason}`,
    when: translate(condition, read),
    fault: null,
    outcome: { ...NOTHING, refusal: event.reason, routed: event.routing, after },
  }))
}

const faulty = (fault: string, when: Term, after: Place): Path => ({ note: fault, when, fault, outcome: { ...NOTHING, after } })

const operatorPaths = (coding: Coding, occasion: Occasion): readonly Path[] => {
  const { law, before, quanta } = coding
  const { row, fits } = occasion
  const after: Place = { ...before, session: sessionAfter(coding, 'operator') }
  const refused = refusals(coding, occasion, law.validation.operator, after)
  if (row === null || !fits) return [...refused, faulty('the law allows an operator that it cannot place', TRUE, after)]
  const read = readerOf(coding, occasion, null, before)
  const arrival = { place: (isOpen: Term) => placementOf(coding, row, isOpen), quanta: quanta.count(law.drift.nominal.get(row.drift) ?? 0) }
  const routed = law.routing.operator.flatMap(({ name, condition, event }) => {
    const holds = translate(condition, read)
    return frameMoves(coding, event.frameAction).map((move): Path => {
      const when = allOf([holds, within(before.frameState, move.from)])
      if (!move.actions.includes('append-operator')) return faulty('the frame machine does not take what the router chose', when, after)
      const moved: Place = { ...after, ...moveFrame(coding, move, arrival), session: after.session }
      const bound = effectiveBoundAt(coding, moved.frameEnvironment, moved.frameBackend, 1)
      return {
        note: `routed by ${name}: ${event.reason}, ${event.frameAction}`,
        when,
        fault: null,
        outcome: {
          ...NOTHING, allowed: true, routing: event, routed: event.reason,
          opened: move.actions.includes('open-frame'),
          closed: move.actions.includes('close-frame') ? TRUE : FALSE,
          after: { ...moved, drift: moved.frameDrift, driftBound: bound }, // SES-44
        },
      }
    })
  })
  return [...refused, ...routed, faulty('no routing rule holds', TRUE, after)]
}

const operatorAction = (coding: Coding, name: string, event: SessionEvent & { readonly kind: 'source' | 'operator' }): Action => {
  const row = event.kind === 'source' ? null : (coding.law.operators.operators.get(event.name) ?? null)
  const params: Params = event.kind === 'source' ? new Map() : event.params
  const fits = row !== null && fitsRow(row, params)
  const parsed = event.kind === 'operator' && (row !== null || /^[A-Za-z_][A-Za-z0-9_]*$/.test(event.name))
  const occasion: Occasion = { ...NOBODY, kind: 'operator', parsed, row, fits, params }
  return { name, when: offeredIn(coding), occasion, paths: cascade(operatorPaths(coding, occasion)) }
}

const tokenPaths = (coding: Coding, occasion: Occasion, place: number): readonly Path[] => {
  const { law, before } = coding
  const after: Place = { ...before, session: sessionAfter(coding, 'token') }
  const refused = refusals(coding, occasion, law.validation.token, after)
  // SES-30: deploying it again changes nothing.
  const isNew = not(occasion.repeated)
  const tokens = before.tokens.map((token, index) => choose(allOf([isNew, within(before.deployed, [index])]), number(place + 1), token))
  const appended: Place = { ...after, tokens, deployed: choose(isNew, plus(before.deployed, number(1)), before.deployed) }
  return [...refused, { note: 'deployed', when: TRUE, fault: null, outcome: { ...NOTHING, allowed: true, after: appended } }]
}

/** The tokens: each id by itself; where all are alike, a new one and one that is deployed already. */
const tokenActions = (coding: Coding): readonly Action[] => {
  const { ids, before, alike } = coding
  const make = (name: string, when: Term, place: number, repeated: Term): Action => {
    const occasion: Occasion = { ...NOBODY, kind: 'token', token: ids[place] ?? null, repeated }
    return { name, when: allOf([offeredIn(coding), when]), occasion, paths: cascade(tokenPaths(coding, occasion, place)) }
  }
  if (before.tokens.length === 0) {
    if (ids.length === 0) return []
    const isLess = exceeds(number(ids.length), before.deployed)
    return [make('a new token', isLess, 0, FALSE), make('a token again', not(within(before.deployed, [0])), 0, TRUE)]
  }
  return ids.map((id, place) => {
    const previous = ids[place - 1] ?? ''
    // Of those that are alike the first new one stands for all.
    const isInOrder = alike.has(id) && alike.has(previous) ? deploys(coding, before, previous) : TRUE
    return make(`token ${id}`, isInOrder, place, deploys(coding, before, id))
  })
}

const transitionPaths = (coding: Coding, occasion: Occasion): readonly Path[] => {
  const { law, before, environments, environmentMachine, bounds } = coding
  const after: Place = { ...before, session: sessionAfter(coding, 'transition') }
  const refused = refusals(coding, occasion, law.validation.transition, after)
  const read = readerOf(coding, occasion, null, before)
  const guardOf = (fact: string): Term =>
    translate(
      {
        kind: 'test', left: { fact, params: new Map(), field: null }, decorators: [], operator: 'equal',
        right: { kind: 'literal', value: true },
      },
      read,
    )
  const moved = environments.flatMap((from, at) =>
    environmentMachine.candidates(from, `to.${occasion.target ?? ''}`).flatMap(({ guard, target, actions }) => {
      const taken = allOf([within(before.environment, [at]), guard === null ? TRUE : guardOf(guard)])
      const used = actions.includes('bind-token') ? exceeds(before.deployed, before.bound) : FALSE // SES-32
      return frameMoves(coding, 'transition').map((move): Path => {
        const framed: Place = { ...after, ...moveFrame(coding, move, null), session: after.session }
        const place: Place = {
          ...framed,
          environment: number(environments.indexOf(target)),
          bound: choose(used, plus(before.bound, number(1)), before.bound),
          drift: number(0), // SES-31
          driftBound: number(bounds.indexOf(law.environments.get(target)?.driftBound ?? 0)),
        }
        const closed = move.actions.includes('close-frame') ? TRUE : FALSE
        return {
          note: `from ${from}`, when: allOf([taken, within(before.frameState, move.from)]), fault: null,
          outcome: { ...NOTHING, allowed: true, moved: true, used, closed, after: place },
        }
      })
    }))
  return [...refused, ...moved, faulty('the tables allow a transition that the environment machine does not take', TRUE, after)]
}

const endAction = (coding: Coding, event: 'close' | 'recover'): Action => {
  const { before } = coding
  const session = sessionAfter(coding, event)
  const paths = frameMoves(coding, 'end').map((move): Path => {
    const closed = move.actions.includes('close-frame') ? TRUE : FALSE
    const after: Place = { ...before, ...moveFrame(coding, move, null), session }
    return {
      note: 'ended', when: within(before.frameState, move.from), fault: null, outcome: { ...NOTHING, allowed: true, closed, after },
    }
  })
  return { name: event, when: offeredIn(coding), occasion: NOBODY, paths: cascade(paths) }
}

/** The events of a session under the law, each with every way through the tables and machines (CHK-30). */
export const actionsOf = (
  coding: Coding,
  events: readonly { readonly name: string; readonly event: SessionEvent }[],
): readonly Action[] => {
  const called = events.flatMap(({ name, event }) =>
    event.kind === 'operator' || event.kind === 'source' ? [operatorAction(coding, name, event)] : [])
  const moves = events.flatMap(({ name, event }) => {
    if (event.kind !== 'transition') return []
    const occasion: Occasion = { ...NOBODY, kind: 'transition', target: event.to }
    return [{ name, when: offeredIn(coding), occasion, paths: cascade(transitionPaths(coding, occasion)) }]
  })
  return [...called, ...tokenActions(coding), ...moves, endAction(coding, 'close'), endAction(coding, 'recover')]
}

/** The occasion of no event, for conditions of states. */
export const ofState = (at: Place): { readonly occasion: Occasion; readonly outcome: Outcome } => ({
  occasion: NOBODY,
  outcome: { ...NOTHING, after: at },
})
