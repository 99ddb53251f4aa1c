import type { Machine, MachineTransition, StateNode } from '../../artifact/machine.js'
import { assert } from '../../base/index.js'
import { startMachine, stepMachine } from '../../kernel/index.js'
import type { MachineStep } from '../../kernel/index.js'

/** A candidate of a machine by its place: the state that has it, its event, and its number among the candidates there. */
export interface Candidate {
  readonly path: string
  readonly event: string
  readonly index: number
  readonly transition: MachineTransition
}

/** A guard that was asked, and what it said. */
export interface Asked {
  readonly candidate: Candidate
  readonly guard: string
  readonly holds: boolean
}

/** A step of a machine with what it passed through. */
export interface ProbedStep {
  readonly configuration: readonly string[]
  readonly actions: readonly string[]
  readonly done: boolean
  /** The transitions taken, in order of selection; empty where the event selects nothing. */
  readonly taken: readonly Candidate[]
  /** In the order in which they were asked. */
  readonly asked: readonly Asked[]
}

/** A machine that tells what its steps pass through. */
export interface Probe {
  /** Every candidate of the machine, in document order. */
  readonly candidates: readonly Candidate[]
  start(): ProbedStep
  step(configuration: readonly string[], event: string, guard: (name: string) => boolean): ProbedStep
}

// Marks in place of names: an action is `.` and its name, a transition `#` and the number of its candidate, a guard that number.
const ACTION = '.'
const TRANSITION = '#'
const actionMark = (name: string): string => `${ACTION}${name}`
const transitionMark = (number: number): string => `${TRANSITION}${number}`

interface Marked {
  readonly machine: Machine
  readonly candidates: readonly Candidate[]
}

const markMachine = (machine: Machine): Marked => {
  const candidates: Candidate[] = []
  const nodes = new Map<string, StateNode>()
  const markCandidate = (path: string, event: string, index: number, transition: MachineTransition): MachineTransition => {
    const number = candidates.push({ path, event, index, transition }) - 1
    return { ...transition, guard: transition.guard === null ? null : String(number), actions: [transitionMark(number)] }
  }
  const markNode = (node: StateNode): StateNode => {
    nodes.set(node.path, node)
    const on = [...node.on].map(([event, list]) => [event, list.map((one, index) => markCandidate(node.path, event, index, one))] as const)
    const [entry, exit] = [node.entry.map(actionMark), node.exit.map(actionMark)]
    const marked = { ...node, entry, exit, on: new Map(on), children: node.children.map(markNode) }
    nodes.set(node.path, marked)
    return marked
  }
  const root = markNode(machine.root)
  return { machine: { ...machine, root, nodes }, candidates }
}

/**
 * The machine under the kernel's own step (LAW-48), with each transition and each guard replaced by a mark of its place, so that a step
 * says which candidates it asked and took. Nothing of the semantics is restated here.
 */
export const makeProbe = (machine: Machine): Probe => {
  const { machine: marked, candidates } = markMachine(machine)
  const candidateAt = (number: string): Candidate => {
    const candidate = candidates[Number(number)]
    assert(candidate !== undefined, 'a mark is the number of a candidate')
    return candidate
  }
  const unmark = ({ configuration, actions, done }: MachineStep, asked: readonly Asked[]): ProbedStep => {
    const taken = actions.filter((mark) => mark.startsWith(TRANSITION)).map((mark) => candidateAt(mark.slice(1)))
    const names = actions.flatMap((mark) => (mark.startsWith(ACTION) ? [mark.slice(1)] : candidateAt(mark.slice(1)).transition.actions))
    return { configuration, actions: names, done, taken, asked }
  }
  return {
    candidates,
    start: () => unmark(startMachine(marked), []),
    step: (configuration, event, guard) => {
      const asked: Asked[] = []
      const step = stepMachine(marked, configuration, event, (number) => {
        const candidate = candidateAt(number)
        const name = candidate.transition.guard ?? ''
        const holds = guard(name)
        asked.push({ candidate, guard: name, holds })
        return holds
      })
      return unmark(step, asked)
    },
  }
}
