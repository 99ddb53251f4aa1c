import type { Law } from '../../artifact/law.js'
import { compareNumbers } from '../../base/index.js'
import { flattenMachine } from './export-machine.js'
import type { FlatMachine } from './export-machine.js'
import { quantaOf } from './export-quanta.js'
import type { Quanta } from './export-quanta.js'
import type { Term, Variable } from './export-term.js'

/** The state of a session as terms (CHK-30). Numbers count from 0; where a value may be absent, 0 is none and the rest count from 1. */
export interface Place {
  readonly session: Term
  readonly environment: Term
  /** 0: `auto`. */
  readonly backend: Term
  readonly frameState: Term
  /** 0: no frame is open; so are the next three then. */
  readonly frameBackend: Term
  readonly frameEnvironment: Term
  readonly frameTier: Term
  readonly frameDrift: Term
  /** 0: no frame was closed; so is the next one then. */
  readonly lastBackend: Term
  readonly lastTier: Term
  readonly drift: Term
  /** Place of the bound among the bounds of the law. */
  readonly driftBound: Term
  /** How many tokens are deployed, and how many of these, from the first, are bound. */
  readonly deployed: Term
  readonly bound: Term
  /** The deployed ids in their order, each 0 where there is none; empty where all tokens are alike. */
  readonly tokens: readonly Term[]
}

export type Field = Exclude<keyof Place, 'tokens'>

/** A law whose names are numbers. */
export interface Coding {
  readonly law: Law
  readonly environments: readonly string[]
  readonly backends: readonly string[]
  /** Ranked tiers in rising order. */
  readonly tiers: readonly string[]
  readonly session: FlatMachine
  readonly environmentMachine: FlatMachine
  readonly frame: FlatMachine
  readonly quanta: Quanta
  /** The bounds that session drift can have, rising. */
  readonly bounds: readonly number[]
  /** Token ids that events deploy: those that conditions name, then as many as were asked for. */
  readonly ids: readonly string[]
  /** Of `ids`, those that the model takes for one another. */
  readonly alike: ReadonlySet<string>
  readonly variables: readonly Variable[]
  readonly before: Place
}

/** What a model exported from a law bounds, and what it takes for equal. */
export interface ExportOptions {
  /** How many tokens can be deployed beside those that conditions name. */
  readonly tokens: number
  /** Whether tokens that no condition names are taken for one another. */
  readonly symmetry: boolean
}

const TOKENS_MAX = 16

const boundsOf = (law: Law): readonly number[] => {
  const environments = [...law.environments.values()].map(({ driftBound }) => driftBound)
  const effective = environments.flatMap((one) => [...law.backends.values()].map(({ maxAccumulated }) => Math.min(one, maxAccumulated)))
  return [...new Set([...environments, ...effective])].sort(compareNumbers)
}

const idsOf = (named: readonly string[], count: number): readonly string[] => {
  const plain: string[] = []
  for (let place = 1; plain.length < count; place++) if (!named.includes(`token-${place}`)) plain.push(`token-${place}`)
  return [...named, ...plain]
}

const variablesOf = (
  sizes: ReadonlyMap<Field, number>,
  tokens: number,
  ids: number,
): { readonly list: readonly Variable[]; readonly place: Place } => {
  const list: Variable[] = []
  const make = (name: string, size: number): Variable => {
    const variable: Variable = { kind: 'variable', name, size }
    list.push(variable)
    return variable
  }
  const field = (key: Field): Variable => make(key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), sizes.get(key) ?? 1)
  const place: Place = {
    session: field('session'), environment: field('environment'), backend: field('backend'), frameState: field('frameState'),
    frameBackend: field('frameBackend'), frameEnvironment: field('frameEnvironment'), frameTier: field('frameTier'),
    frameDrift: field('frameDrift'), lastBackend: field('lastBackend'), lastTier: field('lastTier'), drift: field('drift'),
    driftBound: field('driftBound'), deployed: field('deployed'), bound: field('bound'),
    tokens: Array.from({ length: tokens }, (_, index) => make(`token_${index + 1}`, ids + 1)),
  }
  return { list, place }
}

/** Numbers the names of `law`; a text says what an export cannot hold. `named` are the token ids that conditions name. */
export const codingOf = (law: Law, named: readonly string[], { tokens, symmetry }: ExportOptions): Coding | string => {
  const quanta = quantaOf(law)
  if (typeof quanta === 'string') return quanta
  const [session, environmentMachine, frame] = [law.machines.session, law.machines.environment, law.machines.frame].map(flattenMachine)
  if (!session || !environmentMachine || !frame) return 'a parallel state in a machine of a session'
  if (!Number.isSafeInteger(tokens) || tokens < 0 || named.length + tokens > TOKENS_MAX) return `tokens below 0 or more than ${TOKENS_MAX}`
  const ids = idsOf(named, tokens)
  const [environments, backends, tiers] = [[...law.environments.keys()], [...law.backends.keys()], law.operators.tiers]
  const bounds = boundsOf(law)
  const sizes = new Map<Field, number>([
    ['session', session.leaves.length], ['environment', environments.length], ['backend', backends.length + 1],
    ['frameState', frame.leaves.length], ['frameBackend', backends.length + 1], ['frameEnvironment', environments.length + 1],
    ['frameTier', tiers.length + 1], ['frameDrift', quanta.greatest + 1], ['lastBackend', backends.length + 1],
    ['lastTier', tiers.length + 1], ['drift', quanta.greatest + 1], ['driftBound', bounds.length],
    ['deployed', ids.length + 1], ['bound', ids.length + 1],
  ])
  const isCounted = symmetry && named.length === 0
  const { list, place } = variablesOf(sizes, isCounted ? 0 : ids.length, ids.length)
  return {
    law, environments, backends, tiers, session, environmentMachine, frame, quanta, bounds, ids,
    alike: new Set(symmetry ? ids.slice(named.length) : []),
    variables: list, before: place,
  }
}
