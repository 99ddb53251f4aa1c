import type { FactReference } from '../artifact/condition.js'
import type { FactValue } from './comparison.js'
import type { Diagram, Target } from './diagram.js'
import { targetOf } from './diagram.js'
import type { Classes } from './predicate.js'
import type { TableInput } from './table-input.js'
import type { Slot, Slots } from './table-slots.js'

// A fact that needs more comparisons than these to be told apart is looked up by its class.
const COMPARISONS_MAX = 8

/** Looks the way up by class: for numbers, lists, fields, tests between facts, and facts with many classes. */
interface Branch extends Slot {
  readonly next: readonly Step[]
  /** Numbers at which the way of numbers changes, ascending; null where they are not compared. */
  readonly cuts: Float64Array | null
  /** The way below the first cut, at it, between it and the second, and so on. */
  readonly ways: readonly Step[]
  /** The way of null, where numbers are compared. */
  readonly nothing: Step | null
}

/**
 * One step of a walk over an array of values. Where `read` is 0 or more, the value there is compared with `value`. Otherwise the way is
 * looked up in `branch`, or the walk ends with `winner`. All steps have one shape, so that the loop over them stays fast.
 */
interface Step {
  readonly read: number
  readonly value: FactValue
  readonly yes: Step | null
  readonly no: Step | null
  readonly branch: Branch | null
  readonly winner: number
}

/** How a diagram decides over values. */
export interface Walk {
  /** The outcome, given the value of each fact that the table reads. */
  decideValues(values: readonly FactValue[]): number
  /** The outcome, given a reader of facts; only what the way needs is read. */
  decide(read: (reference: FactReference) => FactValue): number
}

const makeStep = (read: number, value: FactValue, yes: Step | null, no: Step | null, branch: Branch | null, winner: number): Step => ({
  read,
  value,
  yes,
  no,
  branch,
  winner,
})

const endWith = (winner: number): Step => makeStep(-1, null, null, null, null, winner)

/** The step that most of the values lead to, of several the first. */
const mostCommon = (steps: readonly Step[]): Step | null => {
  const counts = new Map<Step, number>()
  for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1)
  let [most, found]: [number, Step | null] = [0, null]
  for (const [step, count] of counts) if (count > most) [most, found] = [count, step]
  return found
}

/** Compares with the values that do not lead where most lead, one by one; null if they are too many or the fact has no codes. */
const compareSteps = ({ classOfCode, values }: TableInput, read: number, next: readonly Step[]): Step | null => {
  if (classOfCode === null || values === null) return null
  const steps = values.map((_value, code) => next[classOfCode[code] ?? 0] as Step) // one for each class
  const otherwise = mostCommon(steps)
  const told = values.map((_value, code) => code).filter((code) => steps[code] !== otherwise)
  if (otherwise === null || told.length > COMPARISONS_MAX) return null
  return told.reduceRight<Step>(
    (no, code) => makeStep(read, values[code] ?? null, steps[code] as Step, no, null, 0), // code < length
    otherwise,
  )
}

/** A branch keeps of the scale of its input the cuts at which it leads elsewhere, unless they are too many to be compared one by one. */
const makeBranch = ({ left, right, classOf }: Slot, { scale }: TableInput, next: readonly Step[]): Branch => {
  const cuts: number[] = []
  const wayOf = (place: number): Step => next[scale?.classes[place] ?? 0] as Step // a way for each class
  const ways = [wayOf(0)]
  for (const [index, cut] of (scale?.cuts ?? []).entries()) {
    const [at, above] = [wayOf(2 * index + 1), wayOf(2 * index + 2)]
    if (at === ways.at(-1) && above === at) continue
    cuts.push(cut)
    ways.push(at, above)
  }
  const isCompared = scale !== null && cuts.length <= COMPARISONS_MAX
  const nothing = isCompared ? (next[classOf(null, null)] as Step) : null // a way for each class
  return { left, right, classOf, next, cuts: isCompared ? Float64Array.from(cuts) : null, ways, nothing }
}

/** Where a branch leads: numbers are compared with its cuts, all else is looked up by class. */
const follow = ({ classOf, next, cuts, ways, nothing }: Branch, left: FactValue, right: FactValue): Step => {
  if (nothing !== null && left === null) return nothing
  if (cuts === null || typeof left !== 'number') return next[classOf(left, right)] as Step // a way for each class
  let place = 0
  for (; place < cuts.length; place++) {
    const cut = cuts[place] as number // place < length
    if (left < cut) break
    if (left === cut) return ways[2 * place + 1] as Step // two ways for each cut, and one above
  }
  return ways[2 * place] as Step
}

/** Lowers a diagram to steps over an array of values, laid out as `slots` says. */
export const compileWalk = ({ nodes, root }: Diagram, inputs: readonly TableInput[], { reads, slots }: Slots): Walk => {
  const ends = new Map<Target, Step>()
  const steps: Step[] = []
  const stepAt = (target: Target): Step => {
    if (target >= 0) return steps[target] as Step // nodes stand behind those they lead to
    const end = ends.get(target) ?? endWith(targetOf(target))
    ends.set(target, end)
    return end
  }
  for (const { input, next } of nodes) {
    const ways = next.map(stepAt)
    const slot = slots[input] as Slot // one for each input
    const table = inputs[input] as TableInput // as many as slots
    const compared = compareSteps(table, slot.left, ways)
    steps.push(compared ?? makeStep(-1, null, null, null, makeBranch(slot, table, ways), 0))
  }
  const first = stepAt(root)
  return { decideValues: valuesWalk(first), decide: readerWalk(first, reads) }
}

const valuesWalk = (first: Step): Walk['decideValues'] => (values) => {
  let step = first
  for (;;) {
    while (step.read >= 0) step = (values[step.read] === step.value ? step.yes : step.no) as Step // a comparison has both ways
    const { branch } = step
    if (branch === null) return step.winner
    const { left, right } = branch
    step = follow(branch, values[left] as FactValue, right < 0 ? null : (values[right] as FactValue)) // a value for each read
  }
}

const readerWalk = (first: Step, reads: readonly FactReference[]): Walk['decide'] => {
  const at = (place: number): FactReference => reads[place] as FactReference // places are those of `reads`
  return (read) => {
    let step = first
    for (;;) {
      while (step.read >= 0) step = (read(at(step.read)) === step.value ? step.yes : step.no) as Step // a comparison has both ways
      const { branch } = step
      if (branch === null) return step.winner
      step = follow(branch, read(at(branch.left)), branch.right < 0 ? null : read(at(branch.right)))
    }
  }
}

/** Decides by the nodes of a diagram, given the class of each input. */
export const decideByClasses = ({ nodes, root }: Diagram, classes: Classes): number => {
  let target = root
  while (target >= 0) {
    const node = nodes[target]
    if (node === undefined) break
    target = node.next[classes[node.input] as number] ?? targetOf(-1) // a class of each input
  }
  return targetOf(target)
}
