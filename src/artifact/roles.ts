import type { Inconsistency } from './inconsistency.js'
import type { FactDeclaration, LawMachines } from './law.js'
import type { Machine, StateNode } from './machine.js'
import type { ProblemCode } from './catalogue.js'
import { quote, suggest } from './source.js'
import type { Expected } from './source.js'

/** Says that a statement of the law does not hold: code, artifact, path, message and what was expected. */
export type Say = (code: ProblemCode, artifact: string, path: Inconsistency['path'], message: string, expected?: Expected) => void

/** Keys from the root of a machine to a state. No key holds a dot. */
export const statePath = (path: string): readonly string[] => (path === '' ? [] : path.split('.').flatMap((key) => ['states', key]))

/** The states that are active together with `node` when it is entered, down the initial children; a parallel state has all. */
export const enteredFrom = (node: StateNode): readonly StateNode[] => {
  const inner = node.type === 'parallel' ? node.children : node.children.filter(({ path }) => path === node.initial)
  return [node, ...inner.flatMap(enteredFrom)]
}

const ACTIONS = { session: [], environment: ['bind-token'], frame: ['open-frame', 'append-operator', 'close-frame'] } as const

const checkShape = (machine: Machine, name: keyof LawMachines, say: Say): void => {
  const artifact = `machine:${name}`
  for (const { type, path } of machine.nodes.values()) {
    if (type === 'parallel') say('machine-role', artifact, statePath(path), 'a parallel state', 'expected none in this machine')
  }
  for (const { path, entry } of enteredFrom(machine.root)) {
    if (entry.length > 0) say(
      'machine-role', artifact, [...statePath(path), 'entry'], 'entry actions of the initial configuration', 'expected none',
    )
  }
}

const checkActions = (machine: Machine, name: keyof LawMachines, say: Say): void => {
  const allowed: readonly string[] = ACTIONS[name]
  const check = (actions: readonly string[], path: Inconsistency['path']): void => {
    for (const action of actions) {
      if (!allowed.includes(action)) say('machine-role', `machine:${name}`, path, `the action ${quote(action)}`, suggest(action, allowed))
    }
  }
  for (const node of machine.nodes.values()) {
    const path = statePath(node.path)
    check(node.entry, [...path, 'entry'])
    check(node.exit, [...path, 'exit'])
    for (const [event, candidates] of node.on) for (const { actions } of candidates) check(actions, [...path, 'on', event])
  }
}

const isGuard = ({ type, parameters, scopes }: FactDeclaration): boolean =>
  type === 'boolean' && parameters.length === 0 && scopes.includes('transition')

const checkGuards = (machine: Machine, name: keyof LawMachines, allowed: readonly string[], say: Say): void => {
  for (const node of machine.nodes.values()) {
    for (const [event, candidates] of node.on) {
      for (const { guard } of candidates) {
        if (guard === null || allowed.includes(guard)) continue
        say('machine-role', `machine:${name}`, [...statePath(node.path), 'on', event], `the guard ${quote(guard)}`, suggest(guard, allowed))
      }
    }
  }
}

/** What the three machines of a session may have (LAW-49). `facts` is null where facts.yaml could not be read. */
export const checkRoles = (
  machines: Partial<LawMachines>, facts: ReadonlyMap<string, FactDeclaration> | null, say: Say,
): void => {
  for (const name of ['session', 'environment', 'frame'] as const) {
    const machine = machines[name]
    if (machine === undefined) continue
    checkShape(machine, name, say)
    checkActions(machine, name, say)
    if (name !== 'environment') checkGuards(machine, name, [], say)
    else if (facts !== null) checkGuards(machine, name, [...facts.values()].filter(isGuard).map((fact) => fact.name), say)
  }
  for (const { path, type } of machines.environment?.nodes.values() ?? []) {
    const isFlat = path === '' || (!path.includes('.') && (type === 'atomic' || type === 'final'))
    if (!isFlat) say(
      'machine-role', 'machine:environment', statePath(path), `the state ${quote(path)} is ${type}`,
      'expected children of the root without children',
    )
  }
}

const leadsToFinal = (machine: Machine, target: string): boolean => {
  const node = machine.nodes.get(target)
  return node !== undefined && enteredFrom(node).some(({ type }) => type === 'final')
}

/** The states on the way from `path` up to the root. */
const lineOf = (machine: Machine, path: string): readonly StateNode[] =>
  [...machine.nodes.values()].filter((node) => node.path === '' || node.path === path || path.startsWith(`${node.path}.`))

const CAPTURED: readonly string[] = ['operator', 'token', 'transition']
const ENDINGS: ReadonlyMap<string, string> = new Map([['close', 'closed'], ['recover', 'recovered']])
const EVENTS: readonly string[] = [...CAPTURED, ...ENDINGS.keys()]

/** What the session machine must do with its events (LAW-53). */
export const checkSession = (machine: Machine, say: Say): void => {
  const artifact = 'machine:session'
  if (enteredFrom(machine.root).some(({ type }) => type === 'final')) {
    say('session-lifecycle', artifact, [], 'the initial state is final', 'expected a state that takes all five events')
  }
  const isParallel = [...machine.nodes.values()].some(({ type }) => type === 'parallel')
  for (const leaf of machine.nodes.values()) {
    if (leaf.type !== 'atomic' || isParallel) continue
    for (const event of EVENTS.filter((one) => !lineOf(machine, leaf.path).some(({ on }) => on.has(one)))) {
      const message = `the state ${quote(leaf.path)} does not take ${quote(event)}`
      say('session-lifecycle', artifact, statePath(leaf.path), message, 'expected every state that is not final to take all five')
    }
  }
  for (const node of machine.nodes.values()) {
    for (const [event, candidates] of node.on) {
      const path = [...statePath(node.path), 'on', event]
      if (!EVENTS.includes(event)) say('session-lifecycle', artifact, path, `there is no event ${quote(event)}`, suggest(event, EVENTS))
      const ending = ENDINGS.get(event)
      for (const { target } of candidates) {
        const isRight = ending === undefined
          ? target === null || !leadsToFinal(machine, target)
          : target === ending && machine.nodes.get(target)?.type === 'final'
        if (isRight || !EVENTS.includes(event)) continue
        const expected = `expected ${ending === undefined ? 'a state that is not final' : `the final state ${quote(ending)} of the root`}`
        say('session-lifecycle', artifact, path, `${quote(event)} leads to ${target === null ? 'no state' : quote(target)}`, expected)
      }
    }
  }
}
