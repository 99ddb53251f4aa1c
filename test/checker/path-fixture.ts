import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import type { Law } from '../../src/artifact/law.js'
import { drawBelow, prngFromSeed } from '../../src/base/index.js'
import type { Model } from '../../src/checker/model.js'
import { makeSessionModel } from '../../src/checker/session/session-model.js'
import type { Proposed, SessionModel } from '../../src/checker/session/session-model.js'
import type { ModelPath } from '../../src/checker/verdict.js'
import { searchBreadth } from '../../src/explore/index.js'
import type { Exploration } from '../../src/explore/index.js'
import type { Edits } from '../kernel/fixture.js'

const BUNDLE = fileURLToPath(new URL('../../rules/qcompute/1.0.0/', import.meta.url))

/** Laws that break their own invariants, each by one seeded bug, and the invariant that the shortest path to it breaks. */
export const BROKEN: readonly (readonly [name: string, invariant: string, edits: Edits])[] = [
  ['a decrease that stays in its frame', 'tier-never-falls-inside-a-frame', {
    'routing.rules.yaml': [[
      '{ type: tier-decrease, params: { frame_action: new } }',
      '{ type: tier-decrease, params: { frame_action: reuse } }',
    ]],
  }],
  ['the highest tier without a token', 'highest-tier-needs-token', {
    'validation.rules.yaml': [[
      '{ fact: token-deployed, operator: equal, value: false }',
      '{ fact: operator-tier, operator: equal, value: r1 }',
    ]],
  }],
  ['an overflow that stays in its frame', 'drift-within-bound', {
    'routing.rules.yaml': [[
      '{ type: drift-overflow, params: { frame_action: new, overflow: true } }',
      '{ type: drift-overflow, params: { frame_action: reuse } }',
    ]],
  }],
]

/** Writes the shipped bundle with edits as a bundle of its own into the new folder `folder`. */
export const writeBundle = (folder: string, edits: Edits): void => {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(BUNDLE)) {
    const text = readFileSync(join(BUNDLE, name), 'utf8')
    const edited = (edits[name] ?? []).reduce((before, [from, to]) => before.replace(from, to), text)
    if (name !== 'cases.yaml') writeFileSync(join(folder, name), edited)
  }
}

export const modelOf = (law: Law, { tokens = 2, symmetry = true, propositions = [] }: {
  readonly tokens?: number
  readonly symmetry?: boolean
  readonly propositions?: readonly Proposed[]
} = {}): SessionModel => {
  const made = makeSessionModel(law, { tokens, symmetry, quantum: null, propositions })
  if (!made.ok) throw new Error(made.why)
  return made.model
}

export const explore = (model: Model, see: Parameters<typeof searchBreadth>[2] = null): Exploration =>
  searchBreadth(model, { states: 1e6, goesOn: () => true }, see)

export const reached = (found: Exploration): readonly number[] => Array.from({ length: found.states }, (_, index) => found.stateAt(index))

interface PathEdge {
  readonly state: number
  readonly label: number
}

/** The shortest path to the state at a place, and the given edges behind it. */
export const pathTo = (found: Exploration, place: number, ...edges: readonly PathEdge[]): ModelPath => {
  const [states, labels] = [edges.map(({ state }) => state), edges.map(({ label }) => label)]
  for (let at = place; at >= 0; at = found.parentOf(at)) {
    states.unshift(found.stateAt(at))
    if (found.parentOf(at) >= 0) labels.unshift(found.labelOf(at))
  }
  return { states, labels, loop: null }
}

/** The shortest path to a step that breaks an invariant, and its name; null if no step does. */
export const shortestBroken = (model: Model): { readonly path: ModelPath; readonly invariant: string } | null => {
  const hits: { from: number; to: number; label: number }[] = []
  const found = explore(model, (from, to, label) => {
    if (hits.length === 0 && model.label(label).broken.length > 0) hits.push({ from, to, label })
  })
  const [hit] = hits
  if (hit === undefined) return null
  const invariant = model.invariants[model.label(hit.label).broken[0] ?? -1] ?? ''
  return { path: pathTo(found, hit.from, { state: found.stateAt(hit.to), label: hit.label }), invariant }
}

/** A walk of `length` steps that takes the edge `draw(count)` each time; it ends where a session ends. */
export const walk = (model: Model, start: number, length: number, draw: (count: number) => number): ModelPath => {
  const out = new Int32Array(2 * model.fanoutMax)
  const [states, labels] = [[model.initial[start % model.initial.length] ?? 0], [] as number[]]
  for (let step = 0; step < length; step++) {
    const count = model.expand(states.at(-1) ?? 0, out)
    if (count === 0) break
    const edge = draw(count)
    labels.push(out[2 * edge + 1] ?? 0)
    states.push(out[2 * edge] ?? 0)
  }
  return { states, labels, loop: null }
}

/** Draws numbers below a bound, always the same from one seed. */
export const drawing = (seed: number): ((count: number) => number) => {
  let state = prngFromSeed(seed)
  return (count) => {
    const [value, next] = drawBelow(state, count)
    state = next
    return value
  }
}
