import { drawBelow, drawUint32, prngFromSeed } from '../base/index.js'
import type { PrngState } from '../base/index.js'
import { NoveltySketch } from './novelty.js'
import { isEnabled } from './swarm.js'
import type { PackedSystem } from './system.js'
import { VisitedStates } from './visited.js'
import { shortestWithin } from './walk-path.js'
import type { WalkPath } from './walk-path.js'

/** What leads a walk. With none of it, each step is one of the edges at random. */
export interface Steering {
  /** A walk does without a random half or quarter of the kinds of steps; where novelty looks at features, every other walk. */
  readonly swarm: boolean
  /** Where the features, then the state, then the label were seen least goes first. */
  readonly novelty: boolean
  /** States without edges are looked at but not entered. */
  readonly turnsBack: boolean
}

/** How far walks have come. */
export interface WalkProgress {
  readonly walks: number
  readonly steps: number
  /** Different states whose successors were all looked at; at least so many if more than `keptMax`. */
  readonly states: number
}

/** How much to walk, and how. */
export interface WalkOptions {
  /** A safe integer. Equal seeds give equal walks. */
  readonly seed: number
  readonly walksMax: number
  /** The most steps of one walk. */
  readonly stepsMax: number
  readonly steering?: Steering
  /** The kind of step that a label stands for, such as its event: what swarm masks leave out. Each label by itself if not given. */
  readonly kindOf?: (label: number) => number
  /**
   * Numbers below 2^32 that tell what is particular to a state, as many for each state, such as `pairFeatures` gives. Novelty looks at
   * them first: steps cost more, and walks find more.
   */
  readonly features?: (state: number) => ArrayLike<number>
  /** The label of opening in an initial state, where a system has such labels. */
  readonly opening?: (state: number) => number
  /** States that are remembered to shorten what is found. */
  readonly keptMax?: number
  /** Asked before each walk; false ends them: a limit of time, or a person. */
  readonly goesOn?: (progress: WalkProgress) => boolean
}

/** What walks found. They show that something happens, never that it does not: without a violation nothing is decided. */
export type WalkOutcome =
  | {
      readonly verdict: 'violated'
      /** As short as it can be through states that were visited. For a bad opening the one initial state. */
      readonly path: WalkPath
      /** As it was walked. */
      readonly walked: WalkPath
      readonly progress: WalkProgress
    }
  | { readonly verdict: 'sampled'; readonly progress: WalkProgress; readonly isStopped: boolean }

const ALL: Steering = { swarm: true, novelty: true, turnsBack: true }
const KEPT_MAX = 1 << 20
const STATE_BITS = 20
const LABEL_BITS = 14
const FEATURE_BITS = 18
const NONE: readonly number[] = []

// Orders of magnitude of a count up to 255: 0 to 8.
const MAGNITUDES = 9

// Counts matter by their order of magnitude only: what is common is about equally common.
const magnitude = (count: number): number => 32 - Math.clz32(count)

/** Walks over one system. Invariant: a state is visited when all its successors were looked at. */
class Walker {
  readonly #system: PackedSystem
  readonly #isBad: (label: number) => boolean
  readonly #steering: Steering
  readonly #keptMax: number
  readonly #states = new NoveltySketch(STATE_BITS)
  readonly #labels = new NoveltySketch(LABEL_BITS)
  readonly #seenFeatures = new NoveltySketch(FEATURE_BITS)
  readonly #features: ((state: number) => ArrayLike<number>) | undefined
  readonly #kept = new VisitedStates()
  readonly #kindOf: (label: number) => number
  readonly #out: Int32Array
  readonly #ahead: Int32Array
  #prng: PrngState
  #walks = 0
  #steps = 0

  constructor(system: PackedSystem, isBad: (label: number) => boolean, options: WalkOptions) {
    this.#system = system
    this.#isBad = isBad
    this.#steering = options.steering ?? ALL
    this.#keptMax = options.keptMax ?? KEPT_MAX
    this.#features = options.features
    this.#kindOf = options.kindOf ?? ((label) => label)
    this.#out = new Int32Array(2 * system.fanoutMax)
    this.#ahead = new Int32Array(2 * system.fanoutMax)
    this.#prng = prngFromSeed(options.seed)
  }

  get progress(): WalkProgress {
    return { walks: this.#walks, steps: this.#steps, states: this.#kept.size }
  }

  /** Walks once from an initial state. Gives the path to the first bad label among the edges of the states on the way, or null. */
  walk(stepsMax: number): WalkPath | null {
    this.#walks++
    const { initial } = this.#system
    const mask = this.#word()
    let state = initial[this.#below(initial.length)] ?? 0
    const [states, labels]: [number[], number[]] = [[state], []]
    for (let step = 0; step < stepsMax; step++) {
      const edges = this.#visit(state)
      for (let edge = 0; edge < edges; edge++) {
        const label = this.#out[2 * edge + 1] ?? 0
        if (this.#isBad(label)) return { states: [...states, this.#out[2 * edge] ?? 0], labels: [...labels, label] }
      }
      const edge = this.#choose(edges, mask)
      if (edge < 0) break
      const label = this.#out[2 * edge + 1] ?? 0
      state = this.#out[2 * edge] ?? 0
      this.#labels.see(label)
      states.push(state)
      labels.push(label)
    }
    return null
  }

  shorten(walked: WalkPath): WalkPath {
    const own = new Set(walked.states)
    const known = shortestWithin(this.#system, (state) => own.has(state) || this.#kept.indexOf(state) >= 0, this.#isBad)
    return known ?? walked
  }

  #visit(state: number): number {
    this.#steps++
    this.#states.see(state)
    const features = this.#featuresOf(state)
    for (let index = 0; index < features.length; index++) this.#seenFeatures.see(features[index] ?? 0)
    if (this.#kept.size < this.#keptMax) this.#kept.add(state, -1, 0)
    return this.#system.expand(state, this.#out)
  }

  /** An edge of those in `out`, -1 if none is worth taking. If the mask leaves none, it does not count. */
  #choose(edges: number, mask: number): number {
    const all = Array.from({ length: edges }, (_, edge) => edge)
    const isMasked = this.#steering.swarm && (this.#features === undefined || this.#walks % 2 === 0)
    const enabled = isMasked ? all.filter((edge) => isEnabled(this.#kindOf(this.#out[2 * edge + 1] ?? 0), mask)) : all
    const first = this.#chooseAmong(enabled)
    return first >= 0 || enabled.length === edges ? first : this.#chooseAmong(all.filter((edge) => !enabled.includes(edge)))
  }

  #chooseAmong(edges: readonly number[]): number {
    let open = edges
    while (open.length > 0) {
      const best = this.#steering.novelty ? this.#mostNovel(open) : open
      const edge = best[this.#below(best.length)] ?? -1
      if (!this.#steering.turnsBack || this.#system.expand(this.#out[2 * edge] ?? 0, this.#ahead) > 0) return edge
      open = open.filter((other) => other !== edge)
    }
    return -1
  }

  #mostNovel(edges: readonly number[]): readonly number[] {
    let least = Number.POSITIVE_INFINITY
    let best: number[] = []
    for (const edge of edges) {
      const seen = this.#familiarity(this.#out[2 * edge] ?? 0, this.#out[2 * edge + 1] ?? 0)
      if (seen < least) [least, best] = [seen, []]
      if (seen === least) best.push(edge)
    }
    return best
  }

  #featuresOf(state: number): ArrayLike<number> {
    return this.#features === undefined || !this.#steering.novelty ? NONE : this.#features(state)
  }

  /** How much of a step was seen already: features before the state, the state before the label. */
  #familiarity(state: number, label: number): number {
    const features = this.#featuresOf(state)
    let sum = 0
    for (let index = 0; index < features.length; index++) sum += magnitude(this.#seenFeatures.count(features[index] ?? 0))
    return (sum * MAGNITUDES + magnitude(this.#states.count(state))) * MAGNITUDES + magnitude(this.#labels.count(label))
  }

  #word(): number {
    const [word, next] = drawUint32(this.#prng)
    this.#prng = next
    return word
  }

  #below(bound: number): number {
    const [drawn, next] = drawBelow(this.#prng, bound)
    this.#prng = next
    return drawn
  }
}

/**
 * Looks for a label that is bad by random walks from the initial states, for systems that are too large to search. At every state on the
 * way all edges are looked at, so that a bad step beside the walk is found too. `isBad` must give the same answer for the same label and is
 * asked often. Deterministic by the seed.
 */
export const walk = (system: PackedSystem, isBad: (label: number) => boolean, options: WalkOptions): WalkOutcome => {
  const { opening, walksMax, stepsMax, goesOn } = options
  const walker = new Walker(system, isBad, options)
  const bad = opening === undefined ? undefined : system.initial.find((state) => isBad(opening(state)))
  if (bad !== undefined) {
    const path = { states: [bad], labels: [] }
    return { verdict: 'violated', path, walked: path, progress: walker.progress }
  }
  while (system.initial.length > 0 && walker.progress.walks < walksMax) {
    if (goesOn !== undefined && !goesOn(walker.progress)) return { verdict: 'sampled', progress: walker.progress, isStopped: true }
    const walked = walker.walk(stepsMax)
    if (walked !== null) return { verdict: 'violated', path: walker.shorten(walked), walked, progress: walker.progress }
  }
  return { verdict: 'sampled', progress: walker.progress, isStopped: false }
}
