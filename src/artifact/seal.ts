import { assert } from '../base/assertion.js'
import { canonicalJson } from '../base/canonical.js'
import type { Digest } from '../base/digest.js'
import type { Json } from '../base/json.js'
import { contentOf, digestOfLaw } from './digest.js'
import type { Law } from './law.js'
import { jsonOf } from './node.js'
import type { Node } from './node.js'
import { contentOfLaw } from './reencode.js'
import type { LawParts } from './reencode.js'

/** What a law was read from: the trees of its YAML documents by kind, and the texts of its machine files by name. */
export interface LawReading {
  readonly bundle: Node
  readonly artifacts: ReadonlyMap<string, Node>
  readonly machines: ReadonlyMap<string, string>
}

const contentsOf = (documents: ReadonlyMap<string, Json>, prefix = ''): readonly (readonly [string, Json])[] =>
  [...documents].map(([name, json]) => [`${prefix}${name}`, contentOf(json)])

/**
 * A law, digested, of which it is shown that it says what was read: `law` is written back and compared with the content that the digest
 * covers, and with bundle.yaml. So a decoder can refuse wrongly, but nothing that it gives can mean something else (LAW-05). A difference
 * is an assertion failure. Machine files are read anew here, with JSON.parse. Facts have no say in a verdict: see `checkDerived`.
 */
export const sealLaw = (law: LawParts, read: LawReading, digest: Digest): Law => {
  const artifacts = new Map([...read.artifacts].map(([kind, root]) => [kind, jsonOf(root)]))
  const machines = new Map([...read.machines].map(([name, text]) => [name, JSON.parse(text) as Json])) // It parses to nothing but Json.
  const said = new Map([['bundle', contentOf(jsonOf(read.bundle))], ...contentsOf(artifacts), ...contentsOf(machines, 'machine:')])
  const written = contentOfLaw(law, said)
  for (const [name, content] of said) {
    if (name === 'facts') continue
    const back = written.get(name)
    assert(back !== undefined && canonicalJson(back) === canonicalJson(content), `the law says what ${name} says`)
  }
  assert(said.size === written.size + 1, 'a law is read from all its files')
  const source = { artifacts, machines }
  return { ...law, digest: digestOfLaw(source, digest), source }
}
