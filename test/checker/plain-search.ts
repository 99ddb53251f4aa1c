import { bindLaw } from '../../src/kernel/index.js'
import type { SessionEvent, State, Step } from '../../src/kernel/index.js'
import type { Law } from '../../src/artifact/law.js'
import { sessionEvents } from '../../src/checker/session/session-events.js'

/** What a plain search over the kernel's own steps finds: each state once, each event in it. */
export interface Searched {
  readonly states: number
  /** Steps, each event of each state counted. */
  readonly steps: number
  readonly openings: number
  readonly depth: number
  /** For each broken invariant the fewest steps after opening. */
  readonly broken: ReadonlyMap<string, number>
  readonly isComplete: boolean
}

const keyOf = ({ environment, backend, sessionState, frameState, frame, lastFrame, drift, tokens, tokensBound }: State): string =>
  JSON.stringify([
    environment, backend, sessionState, frameState,
    frame === null ? null : [frame.environment, frame.tier, frame.backend, frame.total, frame.bound],
    lastFrame === null ? null : [lastFrame.tier, lastFrame.backend],
    drift.accumulated, drift.bound, tokens.toArray(), tokensBound,
  ])

const idsOf = (named: readonly string[], tokens: number): readonly string[] => {
  const plain: string[] = []
  for (let place = 1; plain.length < tokens; place++) if (!named.includes(`token-${place}`)) plain.push(`token-${place}`)
  return plain
}

/** Searches the sessions of `law` breadth first. With symmetry a new token that no condition names is the next one. */
export const searchPlainly = (
  law: Law,
  { tokens, symmetry, most = 200_000 }: { readonly tokens: number; readonly symmetry: boolean; readonly most?: number },
  seen: (state: State, event: SessionEvent, step: Step) => void = () => undefined,
): Searched => {
  const kernel = bindLaw(law)
  const { operators, transitions, namedTokens } = sessionEvents(law)
  const plain = idsOf(namedTokens, tokens)
  const fixed = [...operators, ...transitions].map(({ event }) => event)
  const depths = new Map<string, number>()
  const queue: { readonly state: State; readonly depth: number }[] = []
  const broken = new Map<string, number>()
  const reach = (state: State, depth: number, names: readonly { readonly name: string }[]): void => {
    for (const { name } of names) if (!broken.has(name)) broken.set(name, depth)
    const key = keyOf(state)
    if (depths.has(key)) return
    depths.set(key, depth)
    queue.push({ state, depth })
  }
  for (const environment of law.environments.keys()) {
    for (const backend of ['auto', ...law.backends.keys()]) {
      const opening = kernel.open({ environment, backend })
      if (opening.ok) reach(opening.state, 0, opening.broken)
    }
  }
  const openings = queue.length
  let steps = 0
  let at = 0
  for (; at < queue.length && queue.length <= most; at++) {
    const { state, depth } = queue[at] as (typeof queue)[number]
    const deployed = state.tokens.toArray()
    const next = plain.find((id) => !deployed.includes(id))
    const offered = symmetry ? [...(next === undefined ? [] : [next]), ...plain.filter((id) => deployed.includes(id)).slice(0, 1)] : plain
    const events = [...fixed, ...[...namedTokens, ...offered].map((tokenId): SessionEvent => ({ kind: 'token', tokenId })),
      { kind: 'close' } as const, { kind: 'recover' } as const]
    for (const event of events) {
      const step = kernel.step(state, event)
      if (step === null) continue
      steps += 1
      seen(state, event, step)
      reach(step.state, depth + 1, step.broken)
    }
  }
  return { states: queue.length, steps, openings, depth: queue.at(-1)?.depth ?? 0, broken, isComplete: at === queue.length }
}
