import { createHash } from 'node:crypto'

/** A JSON value and a line, as JSON.parse makes them. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain }
export type PlainLine = { readonly [name: string]: Plain }

/** SHA-256 in lower-case hex, of a text as UTF-8 or of bytes. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

const byUnits = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** The canonical form (RFC 8785), written apart from the source: JSON.stringify spells numbers and strings, members are sorted. */
export const canonical = (value: Plain): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value as PlainLine).toSorted(([one], [other]) => byUnits(one, other))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`
}

export const parse = (text: string): PlainLine => JSON.parse(text) as PlainLine

/** The bytes of lines, each ended by LF. */
export const bytesOf = (texts: readonly string[]): Uint8Array => Buffer.from(texts.map((text) => `${text}\n`).join(''))

/** How an inner node is made of its children; the lawful way is SHA-256(0x01, left, right) (LED-08). */
export type Join = (left: string, right: string) => string

export const lawfulJoin: Join = (left, right) => sha256(Buffer.concat([Buffer.of(1), Buffer.from(left + right, 'hex')]))

/** The tree hash of RFC 6962 over leaf hashes, by its recursive definition (LED-08). */
export const merkleRoot = (leaves: readonly string[], join: Join = lawfulJoin): string => {
  if (leaves.length <= 1) return leaves[0] ?? sha256('')
  let split = 1
  while (2 * split < leaves.length) split *= 2
  return join(merkleRoot(leaves.slice(0, split), join), merkleRoot(leaves.slice(split), join))
}

/** The `hash_self` of a line (LED-03). */
export const selfHash = (line: PlainLine): string => {
  const { hash_self: _self, ...preimage } = line
  return sha256(canonical(preimage))
}

/** What a forger leaves as it is, though the rest is made anew. */
export type Leave = (index: number, name: string) => boolean

const leaveNothing: Leave = () => false

/** What a forger can recompute: number, link, hash and roots of every line from `from` on. A member that is not there stays away. */
export const relink = (lines: readonly PlainLine[], leave: Leave = leaveNothing, from = 0): PlainLine[] => {
  const done: PlainLine[] = []
  for (const [index, original] of lines.entries()) {
    const line: { [name: string]: Plain } = { ...original }
    const set = (name: string, value: Plain): void => {
      if (Object.hasOwn(line, name) && !leave(index, name)) line[name] = value
    }
    if (index >= from) {
      set('seq', index)
      set('hash_prev', done.at(-1)?.['hash_self'] ?? '0'.repeat(64))
      if (line['type'] === 'footer') {
        set('root', line['hash_prev'] ?? null)
        set('merkle_root', merkleRoot(done.map((one) => String(one['hash_self']))))
      }
      set('hash_self', selfHash(line))
    }
    done.push(line)
  }
  return done
}

/** Numbers stay as they are written, so that a shift of them stays a shift. */
export const keepSeq: Leave = (_index, name) => name === 'seq'

const memberOf = (value: Plain, name: string): Plain | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as PlainLine)[name]
    : undefined

/** What stands at a path of names; undefined where nothing does. */
export const at = (value: Plain, path: readonly string[]): Plain | undefined =>
  path.reduce<Plain | undefined>((inner, name) => (inner === undefined ? undefined : memberOf(inner, name)), value)

/** A copy with another value at `path`; undefined removes the member. Names such as `__proto__` are names like any other. */
export const put = (line: PlainLine, path: readonly string[], value: Plain | undefined): PlainLine => {
  const [name, ...inner] = path
  if (name === undefined) return line
  const held = memberOf(line, name)
  const next = inner.length === 0 ? value : put((held ?? {}) as PlainLine, inner, value)
  const others = Object.entries(line).filter(([other]) => other !== name)
  return Object.fromEntries(next === undefined ? others : [...others, [name, next]])
}

/** Several members of one line put at once, by name. */
export const putAll = (line: PlainLine, members: PlainLine): PlainLine => ({ ...line, ...members })

/** Every path of names in a value, containers before what they hold; arrays are leaves. */
export const pathsOf = (value: Plain, path: readonly string[] = []): string[][] => {
  const here = path.length === 0 ? [] : [[...path]]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return here
  return [...here, ...Object.entries(value as PlainLine).flatMap(([name, member]) => pathsOf(member, [...path, name]))]
}
