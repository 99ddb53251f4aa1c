import type { Law } from '../artifact/law.js'
import { walk } from '../explore/index.js'
import type { WalkProgress } from '../explore/index.js'
import { makeSessionModel } from './session/session-model.js'
import type { SessionModel } from './session/session-model.js'
import type { ModelPath, Verdict } from './verdict.js'

/** How a law is sampled by random walks. */
export interface LawWalkOptions {
  readonly tokens: number | null
  readonly symmetry: boolean
  readonly seed: number
  /** How many walks for what is not refuted yet. */
  readonly walks: number
  readonly stepsMax: number
  readonly goesOn: (progress: WalkProgress) => boolean
}

/** What walks found: invariants that are broken, and nothing about all others, for walks never prove anything. */
export type LawWalk =
  | { readonly ok: true; readonly model: SessionModel; readonly verdicts: readonly Verdict[]; readonly progress: WalkProgress }
  | { readonly ok: false; readonly variable: string; readonly why: string }

const NOTHING: WalkProgress = { walks: 0, steps: 0, states: 0 }

const sum = (one: WalkProgress, other: WalkProgress): WalkProgress =>
  ({ walks: one.walks + other.walks, steps: one.steps + other.steps, states: Math.max(one.states, other.states) })

/**
 * Walks through the sessions of `law` at random, looking at every successor of every visited state, for steps and openings that break an
 * invariant (CHK-69). What was broken once is not looked for again.
 */
export const walkLaw = (law: Law, { tokens, symmetry, seed, walks, stepsMax, goesOn }: LawWalkOptions): LawWalk => {
  const { model: spec } = law.properties
  const made = makeSessionModel(law, { tokens: tokens ?? spec.tokens, symmetry, quantum: spec.driftQuantum, propositions: [] })
  if (!made.ok) return made
  const { model } = made
  const found = new Map<number, ModelPath>()
  let progress = NOTHING
  for (let round = 0; progress.walks < walks; round++) {
    const outcome = walk(model, (label) => model.label(label).broken.some((place) => !found.has(place)), {
      seed: seed + round, walksMax: walks - progress.walks, stepsMax, goesOn, opening: (state) => model.opening(state),
      kindOf: (label) => model.label(label).events[0] ?? -1,
    })
    progress = sum(progress, outcome.progress)
    if (outcome.verdict === 'sampled') break
    const path: ModelPath = { ...outcome.path, loop: null }
    const last = path.labels.at(-1) ?? model.opening(path.states[0] ?? 0)
    for (const place of model.label(last).broken) if (!found.has(place)) found.set(place, path)
  }
  const why = `${progress.walks} walks of ${progress.steps} steps found nothing, which proves nothing`
  const verdicts = law.invariants.map(({ name, clause }, place): Verdict => {
    const path = found.get(place) ?? null
    const seeds = law.properties.invariantSeeds.get(name) ?? []
    const said = { property: name, kind: 'invariant', clause, seeds, method: 'sampled' } as const
    return path === null
      ? { ...said, verdict: 'inconclusive', why, counterexample: null }
      : { ...said, verdict: 'violated', why: 'a step breaks it; there may be a shorter way', counterexample: path }
  })
  return { ok: true, model, verdicts, progress }
}
