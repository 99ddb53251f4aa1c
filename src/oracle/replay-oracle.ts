import type { Law } from '../artifact/law.js'
import type { Json } from '../base/index.js'
import type { FactValue, Kernel, SessionEvent, State, Step } from '../kernel/index.js'
import { makeMachineOracle } from './machine-oracle.js'
import type { MachineOracle, MachineOutcome } from './machine-oracle.js'
import { makeMemory } from './memory.js'
import { membersOf } from './plain.js'
import { makeRulesOracle } from './rules-oracle.js'
import type { FactReader, OracleDecision } from './rules-oracle.js'

/** One step of a replay: the line, the state before it, the event, and what the verifier made of both. */
export interface Observed {
  readonly seq: number
  readonly state: State
  readonly event: SessionEvent
  readonly step: Step
}

/** A point on which an oracle and the verifier differ: a fault of the verifier or of the oracle, never of the trace (RPL-32). */
export interface OracleDifference {
  readonly seq: number
  readonly oracle: 'json-rules-engine' | 'xstate'
  /** What is compared, such as `operator winner` or `frame state`. */
  readonly about: string
  readonly oracleSays: Json
  readonly verifierSays: Json
}

/** A second opinion on every step of a replay. */
export interface ReplayOracle {
  /** To be given to the verifier in place of the function it wraps: it tells the oracle which law is replayed. */
  findKernel(digest: string): Kernel | null
  /** Queues a step. The queue is as long as the caller makes it before it drains. */
  observe(observed: Observed): void
  /** Decides all that is queued; resolves when the queue is empty. */
  drain(): Promise<void>
  /** Steps decided so far. */
  readonly decided: number
  /** Differences found so far, of these at most 1,000 in `differences`. */
  readonly differencesTotal: number
  readonly differences: readonly OracleDifference[]
}

const DIFFERENCES_MAX = 1_000

type Table = 'operator' | 'token' | 'transition' | 'routing'

interface LawOracles {
  readonly kernel: Kernel
  readonly decide: (table: Table, read: FactReader) => Promise<OracleDecision>
  readonly machines: { readonly session: MachineOracle; readonly environment: MachineOracle; readonly frame: MachineOracle }
}

type Compare = (oracle: OracleDifference['oracle'], about: string, oracleSays: Json, verifierSays: Json) => void

const rulesOf = (law: Law, kind: string, path: readonly string[]): Json =>
  path.reduce<Json>((at, key) => membersOf(at).get(key) ?? null, law.source.artifacts.get(kind) ?? null)

const bindLaw = (kernel: Kernel): LawOracles => {
  const { law } = kernel
  const validation = (table: string) => makeMemory(makeRulesOracle(rulesOf(law, 'validation', ['tables', table, 'rules'])))
  const tables = {
    operator: validation('operator'),
    token: validation('token'),
    transition: validation('transition'),
    routing: makeMemory(makeRulesOracle(rulesOf(law, 'routing', ['table', 'rules']))),
  }
  const machine = (name: string): MachineOracle => makeMachineOracle(law.source.machines.get(name) ?? null)
  return {
    kernel,
    decide: (table, read) => tables[table](read),
    machines: { session: machine('session'), environment: machine('environment'), frame: machine('frame') },
  }
}

/** Reads the facts of a step; the only fact with parameters is read from the state (LAW-13). */
const readerOf = (facts: ReadonlyMap<string, FactValue>, { tokens }: State): FactReader => {
  return (fact, params) => {
    const [token] = params.values()
    return token === undefined ? (facts.get(fact) ?? null) : tokens.has(token)
  }
}

/** Compares one decision with the verifier's record of it, and gives its event back. */
const compareDecision = async (oracles: LawOracles, table: Table, read: FactReader, { decisions }: Step, compare: Compare) => {
  const said = await oracles.decide(table, read)
  const recorded = decisions.find((decision) => decision.table === table)
  compare('json-rules-engine', `${table} winner`, said.winner, recorded?.winner ?? null)
  compare('json-rules-engine', `${table} rules that match`, said.matched, recorded?.matched ?? [])
  return said.event
}

/** Compares verdict and routing of a step; true if the oracle allows it. */
const compareRules = async (oracles: LawOracles, read: FactReader, step: Step, compare: Compare): Promise<boolean> => {
  const { entry } = step
  if (entry.type === 'footer') return true
  const refusal = await compareDecision(oracles, entry.type, read, step, compare)
  compare('json-rules-engine', 'allowed', refusal === null, entry.validation.allowed)
  compare('json-rules-engine', 'reason', refusal?.type ?? null, entry.validation.reason)
  if (entry.type !== 'operator') return refusal === null
  const routing = refusal === null ? await compareDecision(oracles, 'routing', read, step, compare) : null
  const reason = refusal === null ? routing?.type : refusal.params.get('routing')
  compare('json-rules-engine', 'routing reason', reason ?? null, entry.routing?.reason ?? null)
  compare('json-rules-engine', 'frame action', routing?.params.get('frame_action') ?? null, entry.routing?.frameAction ?? null)
  compare('json-rules-engine', 'overflow', routing?.params.get('overflow') ?? false, entry.drift?.overflow ?? false)
  return refusal === null
}

const single = ({ configuration }: MachineOutcome): string => configuration.join('+')

const never = (): boolean => false

/** The event that a step gives to the frame machine, null if it gives none (SES-46). */
const frameEvent = (step: Step): string | null => {
  const { entry } = step
  if (entry.type === 'footer') return 'end'
  if (!entry.validation.allowed || entry.type === 'token') return null
  return entry.type === 'transition' ? 'transition' : (entry.routing?.frameAction ?? null)
}

const compareFrames = ({ machines }: LawOracles, { state, step }: Observed, compare: Compare): void => {
  const event = frameEvent(step)
  const said = event === null ? null : machines.frame.step([state.frameState], event, never)
  const actions = said?.actions ?? []
  compare('xstate', 'frame state', said === null ? state.frameState : single(said), step.state.frameState)
  compare('xstate', 'a frame is closed', actions.includes('close-frame'), step.closedFrame !== null)
  const opened = actions.filter((action) => action === 'open-frame').length
  compare('xstate', 'frames opened', opened, step.state.counts.frames - state.counts.frames)
  const before = actions.includes('open-frame') || actions.includes('close-frame') ? 0 : (state.frame?.count ?? 0)
  const appended = before + actions.filter((action) => action === 'append-operator').length
  compare('xstate', 'operators in the open frame', appended, step.state.frame?.count ?? 0)
}

const compareMachines = (oracles: LawOracles, observed: Observed, read: FactReader, compare: Compare): void => {
  const { state, event, step } = observed
  const { session, environment } = oracles.machines
  const kind = event.kind === 'source' ? 'operator' : event.kind
  compare('xstate', 'session state', single(session.step([state.sessionState], kind, never)), step.state.sessionState)
  if (step.entry.type === 'transition' && event.kind === 'transition') {
    const said = environment.step([state.environment], `to.${event.to}`, (name) => read(name, new Map()) === true)
    compare('xstate', 'environment', single(said), step.state.environment)
    const bound = said.actions.includes('bind-token') ? (state.tokens.at(state.tokensBound) ?? null) : null
    compare('xstate', 'token used', bound, step.entry.tokenUsed)
  } else compare('xstate', 'environment', state.environment, step.state.environment)
  compareFrames(oracles, observed, compare)
}

/**
 * Re-decides what a verifier observes: every table with json-rules-engine, fed the rules as read, and every lifecycle step with XState.
 * Rules that these packages refuse are their errors, thrown from `findKernel`. What they decide depends on nothing but the facts, so
 * equal questions are asked once.
 */
export const makeReplayOracle = (findKernel: (digest: string) => Kernel | null): ReplayOracle => {
  let oracles: LawOracles | null = null
  let queue: Observed[] = []
  let [decided, differencesTotal] = [0, 0]
  const differences: OracleDifference[] = []

  const decideOne = async (bound: LawOracles, observed: Observed): Promise<void> => {
    const { seq, state, event, step } = observed
    const compare: Compare = (oracle, about, oracleSays, verifierSays) => {
      if (JSON.stringify(oracleSays) === JSON.stringify(verifierSays)) return
      differencesTotal++
      if (differences.length < DIFFERENCES_MAX) differences.push({ seq, oracle, about, oracleSays, verifierSays })
    }
    const read = readerOf(bound.kernel.facts(state, event), state)
    await compareRules(bound, read, step, compare)
    compareMachines(bound, observed, read, compare)
    decided++
  }

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue
      queue = []
      if (oracles === null) throw new RangeError('observed a step of a law that nobody asked for')
      for (const observed of batch) await decideOne(oracles, observed)
    }
  }

  return {
    findKernel: (digest) => {
      const kernel = findKernel(digest)
      if (oracles?.kernel !== kernel) oracles = kernel === null ? null : bindLaw(kernel)
      return kernel
    },
    observe: (observed) => {
      queue.push(observed)
    },
    drain,
    get decided() {
      return decided
    },
    get differencesTotal() {
      return differencesTotal
    },
    differences,
  }
}
