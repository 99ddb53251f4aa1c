import type { Law } from '../../artifact/law.js'
import { AppendList, AppendSet, assert } from '../../base/index.js'
import { effectiveBound } from '../../kernel/drift.js'
import type { State } from '../../kernel/index.js'
import type { Variable } from '../model.js'
import { MODEL_TIME } from './session-events.js'
import type { Tokens } from './token-domain.js'

const NONE = 'none'

/** The variables of a session but its tokens: finite domains from the tables and machines of the law (CHK-03). */
export interface SessionVector {
  readonly variables: readonly Variable[]
  /** The numbers of the values of a state, in the order of the variables; null if one has left its domain. */
  project(state: State): readonly number[] | null
  /** A state with these values: what is projected away is as small as it can be. */
  lift(values: readonly number[], tokens: Tokens): State
}

const OUTSIDE = -1
// Where there is no frame its variables have their first value, which is `none`.
const NO_FRAME = [0, 0, 0, 0]
const NO_LAST = [0, 0]

const placed = (places: ReadonlyMap<number, number>, value: number): number => {
  const place = places.get(value)
  return place === undefined ? OUTSIDE : place + 1
}

const leaves = (nodes: ReadonlyMap<string, { readonly type: string; readonly path: string }>): readonly string[] =>
  [...nodes.values()].filter(({ type }) => type === 'atomic' || type === 'final').map(({ path }) => path)

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]

/**
 * The vector of a session under `law`; `totals` are the drift totals that frames can have.
 * Projected away (declared views): counts, ids, timestamps, lineage, and of the open frame its operators and greatest drift.
 */
export const sessionVector = (law: Law, totals: readonly number[]): SessionVector => {
  const environments = [...law.environments.keys()]
  const backends = [...law.backends.keys()]
  const tiers = distinct([...law.operators.tiers, ...[...law.operators.frameDefaults.values()].map(({ tier }) => tier)])
  const bounds = distinct([
    ...[...law.environments.values()].map(({ driftBound }) => driftBound),
    ...environments.flatMap((environment) => backends.map((backend) => effectiveBound(law, environment, backend))),
  ])
  const drifts = totals.map(String)
  const variables: readonly Variable[] = [
    { name: 'environment', values: environments },
    { name: 'backend', values: ['auto', ...backends] },
    { name: 'session', values: leaves(law.machines.session.nodes) },
    { name: 'frame', values: leaves(law.machines.frame.nodes) },
    { name: 'frame_environment', values: [NONE, ...environments] },
    { name: 'frame_tier', values: [NONE, ...tiers] },
    { name: 'frame_backend', values: [NONE, ...backends] },
    { name: 'frame_drift', values: [NONE, ...drifts] },
    { name: 'last_tier', values: [NONE, ...tiers] },
    { name: 'last_backend', values: [NONE, ...backends] },
    { name: 'drift', values: drifts },
    { name: 'drift_bound', values: bounds.map(String) },
  ]
  const places = variables.map(({ values }) => new Map(values.map((value, index) => [value, index])))
  const at = (variable: number, value: string): number => places[variable]?.get(value) ?? OUTSIDE
  // Numbers by themselves: writing each out would take longer than the rest.
  const totalAt = new Map(totals.map((total, index) => [total, index]))
  const boundAt = new Map(bounds.map((bound, index) => [bound, index]))
  return {
    variables,
    project({ environment, backend, sessionState, frameState, frame, lastFrame, drift }) {
      const numbers = [
        at(0, environment), at(1, backend ?? 'auto'), at(2, sessionState), at(3, frameState),
        ...(frame === null ? NO_FRAME : [at(4, frame.environment), at(5, frame.tier), at(6, frame.backend), placed(totalAt, frame.total)]),
        ...(lastFrame === null ? NO_LAST : [at(8, lastFrame.tier), at(9, lastFrame.backend)]),
        totalAt.get(drift.accumulated) ?? OUTSIDE, boundAt.get(drift.bound) ?? OUTSIDE,
      ]
      return numbers.includes(OUTSIDE) ? null : numbers
    },
    lift(values, { deployed, bound }) {
      const text = (index: number): string => variables[index]?.values[values[index] ?? -1] ?? NONE
      const [environment, backend, sessionState, frameState] = [text(0), text(1), text(2), text(3)]
      const [frameEnvironment, tier, frameBackend, total] = [text(4), text(5), text(6), Number(text(7))]
      assert(law.environments.has(environment), 'a vector names an environment of the law')
      const counted = { operators: frameBackend === NONE ? 0 : 1, frames: frameBackend === NONE ? 0 : 1 }
      return {
        environment, sessionState, frameState,
        backend: values[1] === 0 ? null : backend,
        tokens: AppendSet.of(deployed),
        tokensBound: bound,
        lineage: AppendList.of([environment]),
        frame: values[6] === 0 ? null : {
          tier, backend: frameBackend, environment: frameEnvironment, frameId: 1, total, max: total, first: 1, last: 1, count: 1,
          bound: effectiveBound(law, frameEnvironment, frameBackend), timestampOpen: MODEL_TIME,
        },
        lastFrame: values[9] === 0 ? null : { tier: text(8), backend: text(9) },
        drift: { accumulated: Number(text(10)), bound: Number(text(11)) },
        counts: { ...counted, tokens: deployed.length, transitions: 0, refused: { operators: 0, tokens: 0, transitions: 0 } },
      }
    },
  }
}
