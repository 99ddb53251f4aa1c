import { canonicalJson } from '../../src/base/index.js'
import type { Json } from '../../src/base/index.js'
import { certificateOf } from '../../src/checker/certificate/certificate.js'
import { nodeDigest } from '../../src/shell/node-digest.js'
import type { Law } from '../../src/artifact/law.js'
import { explore, modelOf, reached } from './path-fixture.js'

/** A certificate as JSON, for changing it. */
export interface Body {
  [member: string]: unknown
  law: { digest: string; id: string; version: string }
  tokens: number
  symmetry: boolean
  variables: string[]
  values: string[][]
  tails: number[][]
  sets: number[][]
  rows: number[][]
  states: number
}

/** The certificate of everything that `law` reaches inside of the domains. */
export const certified = (law: Law, tokens = 2, symmetry = true): string => {
  const model = modelOf(law, { tokens, symmetry })
  const states = reached(explore(model)).filter((state) => state >= model.size().tokens)
  return certificateOf(model, states, { law, tokens, symmetry }, nodeDigest)
}

export const bodyOf = (text: string): Body => JSON.parse(text) as Body

/** The text of a changed certificate, with the hash that it then has. */
export const rehashed = (changed: Body): string => {
  const body = Object.fromEntries(Object.entries(changed).filter(([key]) => key !== 'sha256'))
  const sha256 = nodeDigest.sha256Hex(canonicalJson(body as Json))
  return `${canonicalJson({ ...body, sha256 } as Json)}\n`
}

/** The states of a certificate as values, each a list of texts. */
export const statesIn = ({ values, tails, sets, rows }: Body): string[][] =>
  rows.flatMap((row) => (sets[row.at(-1) ?? 0] ?? []).map((tail) =>
    [...row.slice(0, -1), ...(tails[tail] ?? [])].map((number, variable) => values[variable]?.[number] ?? '')))

const byNumbers = (one: readonly number[], other: readonly number[]): number => {
  const differs = one.findIndex((number, index) => number !== other[index])
  return differs < 0 ? 0 : (one[differs] ?? 0) - (other[differs] ?? 0)
}

/** The certificate with these states instead, in the form that it must have. */
export const withStates = (body: Body, states: readonly (readonly string[])[]): Body => {
  const width = body.variables.length
  const values = Array.from({ length: width }, (_, variable) => [...new Set(states.map((state) => state[variable] ?? ''))])
  const numbered = states.map((state) => state.map((text, variable) => values[variable]?.indexOf(text) ?? 0))
  const tails = [...new Map(numbered.map((state) => [state.slice(-2).join(), state.slice(-2)])).values()].sort(byNumbers)
  const heads = [...new Map(numbered.map((state) => [state.slice(0, -2).join(), state.slice(0, -2)])).values()].sort(byNumbers)
  const places = new Map(tails.map((tail, index) => [tail.join(), index]))
  const of = new Map(heads.map((head) => [head.join(), [] as number[]]))
  for (const state of numbered) of.get(state.slice(0, -2).join())?.push(places.get(state.slice(-2).join()) ?? 0)
  const setTexts = new Map<string, number>()
  const sets: number[][] = []
  const rows = heads.map((head) => {
    const set = [...(of.get(head.join()) ?? [])].sort((a, b) => a - b)
    const place = setTexts.get(set.join()) ?? sets.push(set) - 1
    setTexts.set(set.join(), place)
    return [...head, place]
  })
  return { ...body, values, tails, sets, rows, states: states.length }
}
