import type { Json } from '../base/json.js'
import { unreachable } from '../base/unreachable.js'
import type { DecidedElsewhere, FairnessSpec, ModelSpec, Properties, PropertySpec, PropositionSpec, Scope } from './properties.js'
import { condition } from './reencode.js'
import { itemOf, memberOf, present, spelled } from './spelling.js'
import type { Said } from './spelling.js'

const listed = (names: readonly string[], said: Said, key: string): Json | undefined => spelled(names, names.length === 0, said, key)

const model = ({ tokens, driftQuantum }: ModelSpec, said: Said): Json =>
  present({ tokens: spelled(tokens, tokens === 3, said, 'tokens'), drift_quantum: driftQuantum ?? undefined })

const proposition = ({ name, form, holds }: PropositionSpec, said: Said): Json =>
  ({ name, form, holds: condition(holds, memberOf(said, 'holds')) })

const scope = (of: Scope): Json => {
  switch (of.kind) {
    case 'globally':
      return 'globally'
    case 'before':
      return { before: of.end }
    case 'after':
      return { after: of.start }
    case 'between':
      return { after: of.start, before: of.end }
    case 'after-until':
      return { after: of.start, until: of.end }
    default:
      return unreachable(of)
  }
}

const check = (of: PropertySpec['check'], said: Said): { readonly [key: string]: Json | undefined } => {
  switch (of.kind) {
    case 'ltl':
      return { ltl: of.formula }
    case 'pattern': {
      const { pattern, of: first, and, scope: where } = of
      return { pattern, of: first, and: and ?? undefined, scope: spelled(scope(where), where.kind === 'globally', said, 'scope') }
    }
    default:
      return unreachable(of)
  }
}

const property = ({ name, clause, seeds, under, check: of }: PropertySpec, said: Said): Json =>
  present({ name, clause, seeds: listed(seeds, said, 'seeds'), under: listed(under, said, 'under'), ...check(of, said) })

const fairness = ({ name, strength, of }: FairnessSpec): Json => ({ name, strength, of })

const elsewhere = ({ name, clause, seeds, decidedBy, test }: DecidedElsewhere, said: Said): Json =>
  present({ name, clause, seeds: listed(seeds, said, 'seeds'), decided_by: decidedBy, test })

/**
 * What `properties` says, written as the sections of invariants.yaml (LAW-41 to LAW-44) and the seeds of its invariants by their names;
 * `said` is the content that was read and decides nothing but the spelling, as in `contentOfLaw`.
 */
export const contentOfProperties = (properties: Properties, said: Said): ReadonlyMap<string, Json> => {
  const written = (key: string, items: readonly Json[]): readonly (readonly [string, Json])[] =>
    items.length === 0 && memberOf(said, key) === undefined ? [] : [[key, items]]
  const each = <T>(key: string, items: readonly T[], write: (item: T, of: Said) => Json) =>
    written(key, items.map((item, index) => write(item, itemOf(memberOf(said, key), index))))
  const { model: of, invariantSeeds, propositions } = properties
  const isDefault = of.tokens === 3 && of.driftQuantum === null
  return new Map<string, Json>([
    ...(isDefault && memberOf(said, 'model') === undefined ? [] : [['model', model(of, memberOf(said, 'model'))] as const]),
    ...each('propositions', propositions, proposition),
    ...each('properties', properties.properties, property),
    ...each('fairness', properties.fairness, fairness),
    ...each('decided_elsewhere', properties.decidedElsewhere, elsewhere),
    ['seeds', new Map([...invariantSeeds])],
  ])
}
