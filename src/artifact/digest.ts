import { canonicalJson } from '../base/canonical.js'
import type { Digest } from '../base/digest.js'
import type { Json } from '../base/json.js'
import type { LawSource } from './law.js'

/** Whether the digest leaves members of this name out, so that it can name nothing that the digest must see (LAW-06). */
export const isReserved = (name: string): boolean => name === 'description' || name === '$schema'

/** What the digest sees of a document: all but members named `description` or `$schema`, at any depth (LAW-05). */
export const contentOf = (json: Json): Json => {
  if (json === null || typeof json !== 'object') return json
  if (Array.isArray(json)) return (json as readonly Json[]).map(contentOf)
  const entries: Iterable<[string, Json]> =
    json instanceof Map ? (json as ReadonlyMap<string, Json>) : Object.entries(json as { readonly [key: string]: Json })
  return new Map([...entries].filter(([key]) => !isReserved(key)).map(([key, value]) => [key, contentOf(value)]))
}

/** The digest of a law: lower-case hex SHA-256 of the canonical JSON of its artifacts and machines (LAW-05). */
export const digestOfLaw = (source: LawSource, digest: Digest): string => {
  const whole = (documents: ReadonlyMap<string, Json>): Json => contentOf(documents)
  return digest.sha256Hex(canonicalJson(new Map([['artifacts', whole(source.artifacts)], ['machines', whole(source.machines)]])))
}
