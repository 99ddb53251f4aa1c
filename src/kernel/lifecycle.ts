import type { Inconsistency } from '../artifact/inconsistency.js'
import type { Machine } from '../artifact/machine.js'
import { bindMachine, isDone, startMachine } from './machine.js'
import type { MachineStep } from './machine.js'

/** Places in a machine's document: the path of a state, as keys from the root. */
export const statePath = (path: string): readonly string[] => (path === '' ? [] : path.split('.').flatMap((key) => ['states', key]))

interface Reached {
  readonly path: string
  readonly isOpen: boolean
}

const EVENTS = ['new', 'reuse', 'transition', 'end'] as const
type FrameEvent = (typeof EVENTS)[number]

/** Whether a frame is open after the actions of a step, or which of them finds none, or finds one too many. */
const follow = (actions: readonly string[], isOpen: boolean): { readonly isOpen: boolean; readonly faults: readonly string[] } => {
  const faults: string[] = []
  let openNow = isOpen
  for (const action of actions) {
    const wantsOpen = action !== 'open-frame'
    if (openNow !== wantsOpen) faults.push(`performs ${action} while ${openNow ? 'a' : 'no'} frame is open`)
    openNow = action === 'open-frame' || (openNow && action !== 'close-frame')
  }
  return { isOpen: openNow, faults }
}

const number = (actions: readonly string[], name: string): number => actions.filter((action) => action === name).length

// A final state ends what is around it, so one that is nested counts as well.
const isFinal = (machine: Machine, configuration: readonly string[]): boolean =>
  configuration.some((path) => machine.nodes.get(path)?.type === 'final')

// LAW-54, one sentence per line.
const faultsOf = (machine: Machine, event: FrameEvent, step: MachineStep, isOpen: boolean): readonly string[] => {
  const { configuration, actions, done, changed } = step
  if (!changed) return event === 'reuse' ? [] : ['is not accepted']
  const followed = follow(actions, isOpen)
  const [opens, appends, closes] = [number(actions, 'open-frame'), number(actions, 'append-operator'), number(actions, 'close-frame')]
  const leaves = event === 'transition' || event === 'end'
  const faults: readonly (readonly [boolean, string])[] = [
    [appends > 0 && actions.indexOf('append-operator') !== actions.length - 1, 'performs append-operator, but not last'],
    [event === 'new' && (opens !== 1 || appends === 0), 'must open one frame and append'],
    [event === 'reuse' && (appends === 0 || opens > 0 || closes > 0), 'must append and neither open nor close'],
    [leaves && (appends > 0 || opens > 0 || followed.isOpen), 'must leave no frame open and append nothing'],
    [event === 'end' && !done, 'must lead to a final state'],
    [event !== 'end' && isFinal(machine, configuration), 'leads to a final state'],
  ]
  return [...followed.faults, ...faults.filter(([isFault]) => isFault).map(([, text]) => text)]
}

/** The states of the frame machine that it can reach and that are not final, and what is wrong in them. */
export interface FrameStates {
  readonly reachable: readonly string[]
  readonly problems: readonly Inconsistency[]
}

/** Checks the frame machine in every state that it can reach (LAW-54). */
export const checkFrameMachine = (machine: Machine): FrameStates => {
  const step = bindMachine(machine)
  const found = new Map<string, Reached>()
  const problems: Inconsistency[] = []
  const reach = (path: string, isOpen: boolean): void => {
    found.set(JSON.stringify([path, isOpen]), { path, isOpen })
  }
  const { configuration } = startMachine(machine)
  if (isFinal(machine, configuration)) problems.push(frameFault(['initial'], 'the machine begins in a final state'))
  reach(configuration[0] ?? '', false)
  // A Map yields what is added while it is walked.
  for (const { path, isOpen } of found.values()) {
    if (isDone(machine, [path])) continue
    for (const event of EVENTS) {
      const taken = step(path, event)
      for (const fault of faultsOf(machine, event, taken, isOpen)) {
        const at = machine.nodes.get(path)?.on.has(event) === true ? [...statePath(path), 'on', event] : statePath(path)
        problems.push(frameFault(at, `in the state ${path} the event ${event} ${fault}`))
      }
      if (taken.changed) reach(taken.configuration[0] ?? '', follow(taken.actions, isOpen).isOpen)
    }
  }
  const reachable = new Set([...found.values()].map(({ path }) => path).filter((path) => !isDone(machine, [path])))
  return { reachable: [...reachable], problems: [...problems, ...unknownEvents(machine)] }
}

const unknownEvents = (machine: Machine): readonly Inconsistency[] =>
  [...machine.nodes.values()].flatMap(({ path, on }) =>
    [...on.keys()]
      .filter((event) => !EVENTS.some((known) => known === event))
      .map((event) => frameFault([...statePath(path), 'on', event], `there is no event ${JSON.stringify(event)}`)),
  )

const frameFault = (path: readonly string[], message: string): Inconsistency => ({
  code: 'frame-lifecycle',
  artifact: 'machine:frame',
  path,
  message,
  expected: 'the frame lifecycle of LAW-54',
})
