import { assert } from '../base/index.js'
import type { Machine, MachineTransition, StateNode } from '../artifact/machine.js'

/** A state node with its place in the tree. `order` counts nodes in document order, the root is 0. */
interface Place {
  readonly node: StateNode
  readonly order: number
  readonly parent: Place | null
  readonly children: readonly Place[]
}

/** A candidate with source and target resolved. */
interface Candidate {
  readonly transition: MachineTransition
  readonly source: Place
  readonly target: Place | null
}

/** Active nodes of a machine, ancestors included. */
type Active = ReadonlySet<Place>

/** What a step leaves: the active atomic and final states by path in document order, the actions in order, whether the machine is done. */
export interface MachineResult {
  readonly configuration: readonly string[]
  readonly actions: readonly string[]
  readonly done: boolean
}

/** Steps a machine through its configurations; the slow path, which `compileMachine` tabulates. */
export interface MachineStepper {
  start(): MachineResult
  /** The configuration in which exactly the atomic states at `paths` are active, and whether a machine is done in it. */
  at(paths: readonly string[]): MachineResult
  /** Guards that decide `event` in the configuration, each once. */
  guards(configuration: readonly string[], event: string): readonly string[]
  /** Null where no transition is selected. */
  step(configuration: readonly string[], event: string, guard: (name: string) => boolean): MachineResult | null
}

const placeNodes = (root: StateNode): Map<string, Place> => {
  const places = new Map<string, Place>()
  const visit = (node: StateNode, parent: Place | null): Place => {
    const children: Place[] = []
    const place: Place = { node, order: places.size, parent, children }
    places.set(node.path, place)
    for (const child of node.children) children.push(visit(child, place))
    return place
  }
  visit(root, null)
  return places
}

const isAtomic = ({ node }: Place): boolean => node.type === 'atomic' || node.type === 'final'

/** Whether `place` lies below `ancestor`; the domain null stands for what encloses the root. */
const isBelow = (place: Place, ancestor: Place | null): boolean => {
  if (ancestor === null) return true
  for (let above = place.parent; above !== null; above = above.parent) if (above === ancestor) return true
  return false
}

/** Proper ancestors from the parent up, `end` excluded. */
const ancestorsOf = (place: Place, end: Place | null): Place[] => {
  const ancestors: Place[] = []
  if (place === end) return ancestors
  for (let above = place.parent; above !== null && above !== end; above = above.parent) ancestors.push(above)
  return ancestors
}

const byOrder = (a: Place, b: Place): number => a.order - b.order

/** The node whose descendants a transition leaves; null for a root that reenters itself. */
const domainOf = ({ transition, source, target }: Candidate, root: Place): Place | null => {
  if (target === null) return source
  if (!transition.reenter && (target === source || isBelow(target, source))) return source
  const common = ancestorsOf(target, null).find((ancestor) => isBelow(source, ancestor))
  return common ?? (transition.reenter ? null : root)
}

const exitSetOf = (candidate: Candidate, active: Active, root: Place): Set<Place> => {
  const exits = new Set<Place>()
  if (candidate.target === null) return exits
  const domain = domainOf(candidate, root)
  for (const place of active) if (isBelow(place, domain)) exits.add(place)
  return exits
}

const meet = (a: ReadonlySet<Place>, b: ReadonlySet<Place>): boolean => {
  for (const place of a) if (b.has(place)) return true
  return false
}

/** Drops candidates whose exit set meets that of an earlier one, unless the later source lies below the earlier (LAW-48). */
const withoutConflicts = (selected: readonly Candidate[], active: Active, root: Place): Candidate[] => {
  let kept: Candidate[] = []
  for (const later of selected) {
    const exits = exitSetOf(later, active, root)
    const rivals = kept.filter((earlier) => meet(exits, exitSetOf(earlier, active, root)))
    if (!rivals.every((earlier) => isBelow(later.source, earlier.source))) continue
    kept = [...kept.filter((earlier) => !rivals.includes(earlier)), later]
  }
  return kept
}

/** Collects what is entered. Invariant: a place that was added stays. */
class EntrySet {
  readonly places = new Set<Place>()

  #isReached(region: Place): boolean {
    for (const place of this.places) if (isBelow(place, region)) return true
    return false
  }

  /** Adds the default descendants of `place`. */
  descend(place: Place): void {
    const { type, initial } = place.node
    if (type === 'compound') {
      const child = place.children.find(({ node }) => node.path === initial)
      assert(child !== undefined, 'the initial child of a compound state exists')
      this.places.add(child)
      this.descend(child)
    } else if (type === 'parallel') {
      this.#regions(place)
    }
  }

  #regions(place: Place): void {
    for (const region of place.children) {
      if (this.#isReached(region)) continue
      this.places.add(region)
      this.descend(region)
    }
  }

  /** Adds `ancestors` that lie below `domain`, and the other regions of parallel ones. */
  ascend(ancestors: readonly Place[], domain: Place | null): void {
    for (const ancestor of ancestors) {
      if (isBelow(ancestor, domain)) this.places.add(ancestor)
      if (ancestor.node.type === 'parallel') this.#regions(ancestor)
    }
  }
}

const entriesOf = (candidates: readonly Candidate[], root: Place): Place[] => {
  const entries = new EntrySet()
  for (const candidate of candidates) {
    const { source, target, transition } = candidate
    if (target === null) continue
    const domain = domainOf(candidate, root)
    if (source !== target || source !== domain || transition.reenter) entries.places.add(target)
    entries.descend(target)
    const ancestors = ancestorsOf(target, domain)
    if (domain?.node.type === 'parallel') ancestors.push(domain)
    entries.ascend(ancestors, domain)
  }
  return [...entries.places].sort(byOrder)
}

/** Whether a node is complete: a final node, a compound one with a final child active, a parallel one with all regions complete. */
const isComplete = (place: Place, active: Active): boolean => {
  switch (place.node.type) {
    case 'final':
      return true
    case 'compound':
      return place.children.some((child) => child.node.type === 'final' && active.has(child))
    case 'parallel':
      return place.children.every((child) => isComplete(child, active))
    case 'atomic':
      return false
  }
}

/** Whether entering `place` completes the whole machine. */
const completesRoot = (place: Place, active: Active): boolean => {
  if (place.node.type !== 'final') return false
  let above = place.parent?.node.type === 'parallel' ? place.parent : (place.parent?.parent ?? null)
  while (above?.node.type === 'parallel' && isComplete(above, active)) above = above.parent
  return above === null
}

/** The transitions that an event selects at `place` and below: those of the regions, else the first candidate of the place itself. */
const select = (
  place: Place,
  active: Active,
  candidatesOf: (place: Place) => readonly Candidate[],
  guard: (name: string) => boolean,
): Candidate[] => {
  const inner = place.children.filter((child) => active.has(child)).flatMap((child) => select(child, active, candidatesOf, guard))
  if (inner.length > 0) return inner
  const own = candidatesOf(place).find(({ transition }) => transition.guard === null || guard(transition.guard))
  return own === undefined ? [] : [own]
}

const closure = (leaves: readonly Place[]): Set<Place> => {
  const active = new Set<Place>()
  for (const leaf of leaves) for (const place of [leaf, ...ancestorsOf(leaf, null)]) active.add(place)
  return active
}

const finished = (active: Active): boolean => [...active].some((place) => completesRoot(place, active))

/** Performs the steps of a machine exactly as XState v5.33 does (LAW-46 to LAW-48). */
export const makeStepper = (machine: Machine): MachineStepper => {
  const places = placeNodes(machine.root)
  const placeAt = (path: string): Place => {
    const place = places.get(path)
    assert(place !== undefined, `the machine has a state ${path}`)
    return place
  }
  const root = placeAt('')
  const candidatesOf = (event: string) => (source: Place): readonly Candidate[] =>
    (source.node.on.get(event) ?? []).map((transition) => ({
      transition,
      source,
      target: transition.target === null ? null : placeAt(transition.target),
    }))
  const activeAt = (configuration: readonly string[]): Set<Place> => closure(configuration.map(placeAt))
  const resultOf = (active: Active, actions: readonly string[], done: boolean): MachineResult => {
    const configuration = [...active].filter(isAtomic).sort(byOrder)
    return { configuration: configuration.map(({ node }) => node.path), actions, done }
  }
  /** Enters `entries`; a machine that is done then performs the exit actions of all that is active, deepest first. */
  const enter = (active: Set<Place>, entries: readonly Place[], before: readonly string[]): MachineResult => {
    const actions = [...before]
    let done = false
    for (const place of entries) {
      active.add(place)
      actions.push(...place.node.entry)
      done ||= completesRoot(place, active)
    }
    if (done) actions.push(...[...active].sort(byOrder).reverse().flatMap(({ node }) => node.exit))
    return resultOf(active, actions, done)
  }
  return {
    start: () => {
      const entries = new EntrySet()
      entries.places.add(root)
      entries.descend(root)
      return enter(new Set(), [...entries.places].sort(byOrder), [])
    },
    at: (paths) => {
      const active = activeAt(paths)
      return resultOf(active, [], finished(active))
    },
    guards: (configuration, event) => {
      const candidates = [...activeAt(configuration)].flatMap(candidatesOf(event))
      return [...new Set(candidates.flatMap(({ transition }) => (transition.guard === null ? [] : [transition.guard])))]
    },
    step: (configuration, event, guard) => {
      const active = activeAt(configuration)
      const selected = select(root, active, candidatesOf(event), guard)
      if (selected.length === 0) return null
      const taken = withoutConflicts(selected, active, root)
      const exits = [...new Set(taken.flatMap((candidate) => [...exitSetOf(candidate, active, root)]))].sort(byOrder).reverse()
      const actions = [...exits.flatMap(({ node }) => node.exit), ...taken.flatMap(({ transition }) => transition.actions)]
      const entries = entriesOf(taken, root)
      for (const place of exits) active.delete(place)
      return enter(active, entries, actions)
    },
  }
}
