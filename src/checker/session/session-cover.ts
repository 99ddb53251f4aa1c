import type { DecisionTable, Law } from '../../artifact/law.js'
import type { Machine } from '../../artifact/machine.js'
import type { Kernel, SessionEvent, State, Step } from '../../kernel/index.js'
import { transitionEvent } from '../../kernel/facts.js'

/** Places of items in rising order; a list of one cover has one number, by which it is known. */
export interface CoverList {
  readonly number: number
  readonly places: readonly number[]
}

/** Everything of a law that its steps can pass through, and what one step did pass through (CHK-08). */
export interface SessionCover {
  readonly items: readonly string[]
  /** The items that a step passed through. */
  of(state: State, event: SessionEvent, step: Step): CoverList
  /** Places of the items of an opening state. */
  opening(state: State): readonly number[]
}

const machineItems = (name: string, machine: Machine): readonly string[] =>
  [...machine.nodes.values()].flatMap(({ path, type, on }) => [
    ...(type === 'atomic' || type === 'final' ? [`machine ${name} state ${path}`] : []),
    ...[...on].flatMap(([event, candidates]) =>
      candidates.flatMap(({ guard }, index) => [
        `machine ${name} ${path} ${event} #${index}`,
        ...(guard === null ? [] : [true, false].map((truth) => `guard ${guard} ${truth} at ${path} ${event}`)),
      ])),
  ])

const ruleItems = <E>(name: string, table: DecisionTable<E>): readonly string[] => table.map((rule) => `rule ${name} ${rule.name}`)

// What a machine does in a state without parallel regions: the first candidate of the state or of one around it whose guard holds.
const candidatesAt = (machine: Machine, path: string, event: string) => {
  for (let at: string | null = path; at !== null; at = at === '' ? null : at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const candidates = machine.nodes.get(at)?.on.get(event)
    if (candidates !== undefined) return { at, candidates }
  }
  return { at: path, candidates: [] }
}

// The guards that a transition asked, up to the first that holds, and what the environment machine took.
const askedOf = (kernel: Kernel, state: State, event: SessionEvent, { entry }: Step): readonly string[] => {
  if (event.kind !== 'transition') return []
  const asked = transitionEvent(event.to)
  const { at, candidates } = candidatesAt(kernel.law.machines.environment, state.environment, asked)
  if (candidates.length === 0) return []
  const facts = kernel.facts(state, event)
  const truths = candidates.map(({ guard }) => guard === null || facts.get(guard) === true)
  const taken = truths.indexOf(true)
  const guards = candidates.slice(0, taken < 0 ? candidates.length : taken + 1)
    .flatMap(({ guard }, index) => (guard === null ? [] : [`guard ${guard} ${truths[index] === true} at ${at} ${asked}`]))
  const isAllowed = entry.type === 'transition' && entry.validation.allowed
  return isAllowed ? [...guards, `machine environment ${at} ${asked} #${taken}`] : guards
}

/** The cover items of the law of `kernel`: states, transitions and guards of its machines, its rules, and its reasons. */
export const sessionCover = (kernel: Kernel): SessionCover => {
  const law: Law = kernel.law
  const { session, environment, frame } = law.machines
  const { validation, routing } = law
  const items = [
    ...machineItems('session', session), ...machineItems('environment', environment), ...machineItems('frame', frame),
    ...ruleItems('operator', validation.operator), ...ruleItems('token', validation.token),
    ...ruleItems('transition', validation.transition), ...ruleItems('routing', routing.operator),
    ...validation.reasons.map(({ reason }) => `reason validation ${reason}`),
    ...routing.reasons.map(({ reason }) => `reason routing ${reason}`),
  ]
  const places = new Map(items.map((item, index) => [item, index]))
  const numbers = (texts: readonly string[]): readonly number[] =>
    [...new Set(texts.flatMap((text) => places.get(text) ?? []))].toSorted((one, other) => one - other)
  const statesOf = ({ sessionState, frameState, environment: at }: State): readonly string[] =>
    [`machine session state ${sessionState}`, `machine frame state ${frameState}`, `machine environment state ${at}`]
  // No machine of a session has guards but that of the environment (LAW-49).
  const plain = (name: string, machine: Machine, path: string, event: string): readonly string[] => {
    const { at, candidates } = candidatesAt(machine, path, event)
    return candidates.length === 0 ? [] : [`machine ${name} ${at} ${event} #0`]
  }
  const frameEvent = ({ entry }: Step): string | null => {
    if (entry.type === 'footer') return 'end'
    if (!entry.validation.allowed) return null
    return entry.type === 'transition' ? 'transition' : entry.type === 'operator' ? (entry.routing?.frameAction ?? null) : null
  }
  const reasons = ({ entry }: Step): readonly string[] => {
    if (entry.type === 'footer') return []
    const refused = entry.validation.reason === null ? [] : [`reason validation ${entry.validation.reason}`]
    return entry.type === 'operator' && entry.routing !== null ? [...refused, `reason routing ${entry.routing.reason}`] : refused
  }
  const rulesOf = (decisions: Step['decisions']): readonly string[] =>
    decisions.flatMap(({ table, winner }) => (winner === null ? [] : [`rule ${table} ${winner}`]))
  const all = (state: State, event: SessionEvent, step: Step, said: readonly string[]): readonly number[] => {
    const onFrame = frameEvent(step)
    return numbers([
      ...statesOf(step.state),
      ...plain('session', session, state.sessionState, event.kind === 'source' ? 'operator' : event.kind),
      ...(onFrame === null ? [] : plain('frame', frame, state.frameState, onFrame)),
      ...said,
    ])
  }
  const lists = new Map<string, CoverList>()
  const listOf = (list: readonly number[]): CoverList => {
    const text = list.join()
    const found = lists.get(text) ?? { number: lists.size, places: list }
    lists.set(text, found)
    return found
  }
  // By everything that `all` reads.
  const known = new Map<string, CoverList>()
  return {
    items,
    opening: (state) => numbers(statesOf(state)),
    of(state, event, step) {
      const { sessionState, frameState, environment: after } = step.state
      const said = [...rulesOf(step.decisions), ...reasons(step), ...askedOf(kernel, state, event, step)]
      const where = `${state.sessionState}\n${state.frameState}\n${sessionState}\n${frameState}\n${after}`
      const key = `${event.kind}\n${where}\n${frameEvent(step)}\n${said.join('\n')}`
      const found = known.get(key) ?? listOf(all(state, event, step, said))
      known.set(key, found)
      return found
    },
  }
}
