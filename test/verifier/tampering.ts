import canonicalize from 'canonicalize'
import { createHash } from 'node:crypto'
import type { Item } from './fixture.js'

export type Plain = null | boolean | number | string | Plain[] | { [name: string]: Plain }
export type PlainLine = { [name: string]: Plain }

const sha = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

export const parse = (line: string): PlainLine => JSON.parse(line) as PlainLine
export const write = (line: PlainLine): string => canonicalize(line) as string

const merkleRoot = (leaves: readonly string[]): string => {
  if (leaves.length <= 1) return leaves[0] ?? sha('')
  let k = 1
  while (2 * k < leaves.length) k *= 2
  return sha(Buffer.concat([Buffer.of(1), Buffer.from(merkleRoot(leaves.slice(0, k)) + merkleRoot(leaves.slice(k)), 'hex')]))
}

/** What a forger can recompute: numbers, links, hashes and roots of all lines,
  from line `from` on; members that are not there stay away. */
export const rehash = (lines: readonly PlainLine[], from = 0, keep: ReadonlySet<string> = new Set()): PlainLine[] => {
  const done: PlainLine[] = []
  for (const [index, original] of lines.entries()) {
    const line = { ...original }
    const before = done.at(-1)
    const set = (name: string, value: Plain): void => {
      if (Object.hasOwn(line, name) && !(index === from && keep.has(name))) line[name] = value
    }
    if (index >= from) {
      set('seq', index)
      set('hash_prev', before === undefined ? '0'.repeat(64) : (before['hash_self'] as Plain))
      if (line['type'] === 'footer') {
        set('root', line['hash_prev'] as Plain)
        set('merkle_root', merkleRoot(done.map((one) => String(one['hash_self']))))
      }
      const { hash_self: _self, ...preimage } = line
      set('hash_self', sha(canonicalize(preimage) as string))
    }
    done.push(line)
  }
  return done
}

/** The inputs of a trace as a stream, frames aside (RPL-01). */
export const inputsOf = (lines: readonly PlainLine[]): Item[] =>
  lines.flatMap((line): Item[] => {
    if (line['type'] === 'token') return [`token:${String(line['token_id'])}`]
    if (line['type'] === 'transition') return [`->${String(line['to'])}`]
    if (line['type'] !== 'operator') return []
    if (Object.hasOwn(line, 'source')) return [String(line['source'])]
    return [{ op: String(line['name']), params: line['params'] as { [name: string]: string | number | boolean } }]
  })

/** Every path of a line, containers before what they hold. */
export const pathsOf = (value: Plain, path: readonly string[] = []): string[][] => {
  const here = path.length === 0 ? [] : [[...path]]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return here
  return [...here, ...Object.keys(value).flatMap((name) => pathsOf(value[name] as Plain, [...path, name]))]
}

export const at = (value: Plain, path: readonly string[]): Plain =>
  path.reduce<Plain>((inner, name) => (inner as { [name: string]: Plain })[name] as Plain, value)

/** A copy of a line with another value at `path`; undefined removes the member. */
export const edit = (line: PlainLine, path: readonly string[], value: Plain | undefined): PlainLine => {
  const copy = structuredClone(line)
  const holder = at(copy, path.slice(0, -1)) as PlainLine
  const name = path.at(-1) as string
  if (value === undefined) delete holder[name]
  else holder[name] = value
  return copy
}

/** Other values of the same type as `value`, and of another type. */
export const othersOf = (value: Plain): { same: Plain[]; other: Plain[] } => {
  if (typeof value === 'string') {
    const flipped = /^[0-9a-f]{64}$/.test(value) ? [value.replace(/^./, (digit) => (digit === 'f' ? '0' : 'f'))] : []
    return { same: [`${value}x`, '', '__proto__', ...flipped], other: [null, 0, [], {}, true] }
  }
  if (typeof value === 'number') return { same: [value + 1, value + 0.5, -value - 1, 1e300], other: [null, '0', [], {}, true] }
  if (typeof value === 'boolean') return { same: [!value], other: [null, 0, 'true', {}] }
  if (value === null) return { same: [], other: [0, '', [], {}, false] }
  if (Array.isArray(value)) return { same: [[], [...value, 'x'], value.slice(1)].filter((one) => one.length !== value.length),
    other: [null, {}, 'x', [[1]]] }
  return { same: [], other: [null, [], 'x', 0] }
}

/** The reason of RPL-05 for a member of a line, written apart from the source. */
export const reasonOf = (type: string, path: string): string => {
  const is = (...patterns: string[]): boolean => patterns.some((pattern) => new RegExp(`^${pattern}$`).test(`${type}/${path}`))
  if (is('operator/validation(/allowed)?')) return 'illegal operator'
  if (is('transition/validation(/allowed)?')) return 'illegal transition'
  if (is('frame/tier')) return 'tier violation'
  if (is('operator/routing(/backend)?', 'frame/backend', 'frame/frame_backend(/.*)?', '.*/backend_legal')) return 'backend violation'
  if (is('frame/environment', 'transition/from', 'footer/lineage')) return 'environment violation'
  if (is('operator/drift(/.*)?', 'frame/frame_drift(/.*)?', '.*/drift_bound')) return 'drift violation'
  if (is('.*/(hash_prev|hash_self|seq|root|merkle_root)')) return 'hash chain invalid'
  return 'capture mismatch'
}

/** Whether replay takes the member from the trace, so that another value of its type may be another lawful history (RPL-01). */
export const isInput = (line: PlainLine, path: string): boolean => {
  const { type } = line
  if (path === 'timestamp') return true
  if (type === 'header') return /^(session_id|environment|backend|ruleset(\/digest)?|format)$/.test(path)
  if (type === 'operator') return Object.hasOwn(line, 'source') ? path === 'source' : path === 'name' || path.startsWith('params')
  return (type === 'token' && path === 'token_id') || (type === 'transition' && path === 'to') || (type === 'footer' && path === 'ended')
}
