import { createHash } from 'node:crypto'
import { makeRandom } from '../corpus.js'
import type { Trace } from '../corpus.js'
import { canonical, merkleRoot, putAll, relink, selfHash, sha256 } from '../forge.js'
import type { Join, Leave, Plain, PlainLine } from '../forge.js'
import { FIRST, found, foundIn, lineAt, named, places } from '../kind.js'
import type { Effort, Forgery, Kind } from '../kind.js'

const OTHER_ID = '11111111-2222-4333-8444-555555555555'

/**
 * The trace under another session id: lawful if everything is made anew (RPL-60), so that what is left as it was, or made wrongly, is the
 * only fault. `leave` says what stays; `change` then puts what is wrong into line `index`, before its own hash is made.
 */
const carried = (trace: Trace, leave: Leave): PlainLine[] =>
  relink(trace.lines.with(0, putAll(lineAt(trace, 0), { session_id: OTHER_ID })), leave)

const ONLY_CHAIN = { code: 'chain', only: ['hash chain invalid'] } as const
// RPL-08: what is linked to the hash that is written, right or wrong, is linked soundly, so there is one finding.
const ONE = { ...ONLY_CHAIN, total: 1 } as const

const stale = (name: string, clause: string, at: (trace: Trace) => number[], member: string): Kind => ({
  group: 'chain',
  name,
  effort: 'partly re-hashed',
  clause,
  first: FIRST.line,
  forge: (trace) =>
    at(trace).map((index) => () =>
      found(named(trace, index), index, carried(trace, (place, one) => place === index && one === member),
        member === 'hash_prev' ? ONLY_CHAIN : ONE),
    ),
})

const footer = (trace: Trace): number[] => [trace.lines.length - 1]
const behindHeader = (trace: Trace): number[] => places(trace).slice(1)

const onlyUpTo: Kind = {
  group: 'chain',
  name: 'another session id, re-hashed up to some line only',
  effort: 'partly re-hashed',
  clause: 'RPL-08',
  first: FIRST.after,
  forge: (trace) =>
    places(trace).slice(0, -1).map((index) => () => {
      const lines = [...carried(trace, () => false).slice(0, index + 1), ...trace.lines.slice(index + 1)]
      return found(`up to ${named(trace, index)}`, index + 1, lines, ONLY_CHAIN)
    }),
}

/** A hash_self or hash_prev of another make; the rest is linked to what is written. */
const remade =
  (name: string, clause: string, member: 'hash_self' | 'hash_prev', make: (line: PlainLine) => string | null, told = {}): Kind => ({
  group: 'chain',
  name,
  effort: 're-hashed',
  clause,
  first: FIRST.line,
  forge: (trace) =>
    places(trace).map((index) => (): Forgery | null => {
      const line = lineAt(trace, index)
      const other = make(line)
      if (other === null || other === line[member]) return null
      const forged = putAll(line, { [member]: other })
      const lines = relink(trace.lines.with(index, forged), (place, one) => place === index && one === member, index)
      return found(named(trace, index), index, lines, { reasons: ['hash chain invalid'], ...told })
    }),
})

const digestOf = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex')
const preimage = ({ hash_self: _self, ...line }: PlainLine): PlainLine => line
const hashOf = (line: PlainLine): string => String(line['hash_self'])
const prevOf = (line: PlainLine): string => String(line['hash_prev'])
const upper = (hash: string): string | null => (/[a-f]/.test(hash) ? hash.toUpperCase() : null)
const FIELD = { code: 'field', only: ['hash chain invalid'] } as const

const wrongHashes: readonly Kind[] = [
  remade('hash_self in great hex digits', 'LED-03', 'hash_self', (line) => upper(hashOf(line)), FIELD),
  remade('one great hex digit in hash_self', 'LED-03', 'hash_self', (line) =>
    hashOf(line).replace(/[a-f]/, (one) => one.toUpperCase()), FIELD),
  remade('hash_self of 63 digits', 'LED-03', 'hash_self', (line) => hashOf(line).slice(1), FIELD),
  remade('hash_self of 65 digits', 'LED-03', 'hash_self', (line) => `0${hashOf(line)}`, FIELD),
  remade('hash_self with white space', 'LED-03', 'hash_self', (line) => `${hashOf(line)} `, FIELD),
  remade('hash_self with its algorithm named', 'LED-03', 'hash_self', (line) => `sha256:${hashOf(line)}`, FIELD),
  remade('hash_self in base64', 'LED-03', 'hash_self', (line) => Buffer.from(hashOf(line), 'hex').toString('base64'), FIELD),
  remade('hash_prev in great hex digits', 'LED-03', 'hash_prev', (line) => upper(prevOf(line)), FIELD),
  remade('hash_prev of 63 digits', 'LED-03', 'hash_prev', (line) => prevOf(line).slice(1), FIELD),
  remade('hash_prev of 65 digits', 'LED-03', 'hash_prev', (line) => `${prevOf(line)}0`, FIELD),
  remade('hash_self made with the member in place', 'LED-03', 'hash_self', (line) => sha256(canonical(line)), ONE),
  remade('hash_self made with the member empty', 'LED-03', 'hash_self', (line) =>
    sha256(canonical(putAll(line, { hash_self: '' }))), ONE),
  remade('hash_self made with the LF', 'LED-03', 'hash_self', (line) => sha256(`${canonical(preimage(line))}\n`), ONE),
  remade('hash_self made without hash_prev', 'LED-03', 'hash_self', (line) => {
    const { hash_prev: _prev, ...rest } = preimage(line)
    return sha256(canonical(rest))
  }, ONE),
  remade('hash_self made of a line with white space', 'LED-03', 'hash_self', (line) =>
    sha256(JSON.stringify(preimage(line), null, 2)), ONE),
  remade('hash_self made with another function', 'LED-03', 'hash_self', (line) =>
    digestOf('sha512-256', canonical(preimage(line))), ONE),
  remade('hash_self made twice over', 'LED-03', 'hash_self', (line) => sha256(Buffer.from(selfHash(line), 'hex')), ONE),
  remade('hash_self of nothing', 'LED-03', 'hash_self', () => sha256(''), ONE),
  remade('hash_self of zeros', 'LED-03', 'hash_self', () => '0'.repeat(64), ONE),
  remade('hash_prev as the hash of the line itself', 'LED-03', 'hash_prev', hashOf, ONLY_CHAIN),
  remade('hash_prev of zeros behind the header', 'LED-03', 'hash_prev', (line) =>
    (line['type'] === 'header' ? null : '0'.repeat(64)), ONLY_CHAIN),
  remade('a header whose hash_prev is not of zeros', 'LED-03', 'hash_prev', (line) =>
    (line['type'] === 'header' ? sha256('') : null), ONLY_CHAIN),
]

const skipping: Kind = {
  group: 'chain',
  name: 'a line linked to the line before the one before it',
  effort: 're-hashed',
  clause: 'RPL-08',
  first: FIRST.line,
  forge: (trace) =>
    behindHeader(trace).slice(1).map((index) => () => {
      const forged = putAll(lineAt(trace, index), { hash_prev: lineAt(trace, index - 2)['hash_self'] ?? null })
      const lines = relink(trace.lines.with(index, forged), (place, name) => place === index && name === 'hash_prev', index)
      return found(named(trace, index), index, lines, ONLY_CHAIN)
    }),
}

/** A line between two that are linked and numbered as if it were not there. */
const passedOver: Kind = {
  group: 'chain',
  name: 'a line that the chain passes over',
  effort: 're-hashed',
  clause: 'RPL-08',
  first: FIRST.after,
  forge: (trace) =>
    places(trace).slice(1, -1).map((index) => () => {
      const lines = relink(trace.lines.toSpliced(index, 1))
      return found(named(trace, index), index + 1, lines.toSpliced(index, 0, lineAt(trace, index)), { code: 'chain' })
    }),
}

const bare = (name: string, effort: Effort, forge: (trace: Trace, index: number) => Forgery | null): Kind => ({
  group: 'chain',
  name,
  effort,
  clause: 'LED-03',
  first: FIRST.line,
  forge: (trace) => places(trace).map((index) => () => forge(trace, index)),
})

const withoutChain = bare('a line without hash_prev and hash_self', 'partly re-hashed', (trace, index) => {
  const { hash_prev: _prev, hash_self: _self, ...line } = lineAt(trace, index)
  return found(named(trace, index), index, trace.lines.with(index, line), { code: 'field', reasons: ['hash chain invalid'] })
})

const misnamed = bare('hash_self under the name hash-self', 'as it stands', (trace, index) => {
  const text = (trace.texts[index] ?? '').replace('"hash_self"', '"hash-self"')
  return foundIn(named(trace, index), index, trace.texts.with(index, text), { code: 'field', reasons: ['hash chain invalid'] })
})

/** A footer with other roots; its own hash fits them. */
const rooted = (name: string, member: 'root' | 'merkle_root', make: (leaves: readonly string[], trace: Trace) => string | null): Kind => ({
  group: 'roots',
  name,
  effort: 're-hashed',
  clause: 'LED-08',
  first: FIRST.footer,
  forge: (trace) => [
    (): Forgery | null => {
      const index = trace.lines.length - 1
      const other = make(trace.lines.slice(0, -1).map(hashOf), trace)
      if (other === null || other === lineAt(trace, index)[member]) return null
      const forged = putAll(lineAt(trace, index), { [member]: other })
      const lines = relink(trace.lines.with(index, forged), (place, one) => place === index && one === member, index)
      return found(name, index, lines, ONE)
    },
  ],
})

const join = (prefix: readonly number[], order: (left: string, right: string) => string): Join => (left, right) =>
  sha256(Buffer.concat([Buffer.from(prefix), Buffer.from(order(left, right), 'hex')]))
const inOrder = (left: string, right: string): string => left + right

/** A tree in which an odd node is joined to itself, as some block chains do. */
const doubledRoot = (leaves: readonly string[]): string => {
  const [only] = leaves
  if (leaves.length <= 1) return only ?? ''
  const pairs = leaves.flatMap((left, index) => (index % 2 === 0 ? [[left, leaves[index + 1] ?? left] as const] : []))
  return doubledRoot(pairs.map(([left, right]) => join([1], inOrder)(left, right)))
}

/** A tree that is split in the middle. */
const middleRoot = (leaves: readonly string[]): string => {
  if (leaves.length <= 1) return leaves[0] ?? ''
  const middle = leaves.length >> 1
  return join([1], inOrder)(middleRoot(leaves.slice(0, middle)), middleRoot(leaves.slice(middle)))
}

const exchanged = (leaves: readonly string[], name: string): string[] => {
  const index = makeRandom(name)(leaves.length - 1)
  return [...leaves.slice(0, index), leaves[index + 1] ?? '', leaves[index] ?? '', ...leaves.slice(index + 2)]
}
const prefixed = (leaf: string): string => sha256(Buffer.concat([Buffer.of(0), Buffer.from(leaf, 'hex')]))
const lineHash = (line: Plain): string => sha256(Buffer.concat([Buffer.of(0), Buffer.from(canonical(line))]))

const ROOTS: readonly Kind[] = [
  rooted('root of the header', 'root', (leaves) => (leaves.length > 1 ? (leaves[0] ?? null) : null)),
  rooted('root of the line before the last', 'root', (leaves) => leaves.at(-2) ?? null),
  rooted('root as the tree hash', 'root', (leaves) => (leaves.length > 1 ? merkleRoot(leaves) : null)),
  rooted('root of zeros', 'root', () => '0'.repeat(64)),
  rooted('the tree hash as the root', 'merkle_root', (leaves) => leaves.at(-1) ?? null),
  rooted('the tree hash of two leaves exchanged', 'merkle_root', (leaves, { name }) =>
    (leaves.length > 1 ? merkleRoot(exchanged(leaves, name)) : null)),
  rooted('the tree hash of leaves in reverse', 'merkle_root', (leaves) => merkleRoot(leaves.toReversed())),
  rooted('the tree hash with one leaf left out', 'merkle_root', (leaves, { name }) =>
    merkleRoot(leaves.toSpliced(makeRandom(name)(leaves.length), 1))),
  rooted('the tree hash without the last leaf', 'merkle_root', (leaves) => merkleRoot(leaves.slice(0, -1))),
  rooted('the tree hash with the last leaf twice', 'merkle_root', (leaves) => merkleRoot([...leaves, leaves.at(-1) ?? ''])),
  rooted('the tree hash with a leaf for the footer', 'merkle_root', (leaves, { lines }) =>
    merkleRoot([...leaves, selfHash(lines.at(-1) ?? {})])),
  rooted('the tree hash with the leaf prefix of RFC 6962', 'merkle_root', (leaves) => merkleRoot(leaves.map(prefixed))),
  rooted('the tree hash with leaves made of the lines', 'merkle_root', (_leaves, { lines }) =>
    merkleRoot(lines.slice(0, -1).map(lineHash))),
  rooted('the tree hash without a prefix of inner nodes', 'merkle_root', (leaves) => merkleRoot(leaves, join([], inOrder))),
  rooted('the tree hash with the prefix of leaves in inner nodes', 'merkle_root', (leaves) => merkleRoot(leaves, join([0], inOrder))),
  rooted('the tree hash with right before left', 'merkle_root', (leaves) => merkleRoot(leaves, join([1], (left, right) => right + left))),
  rooted('the tree hash with children in order of their value', 'merkle_root', (leaves) =>
    merkleRoot(leaves, join([1], (left, right) => (left < right ? left + right : right + left)))),
  rooted('the tree hash over hex digits as text', 'merkle_root', (leaves) =>
    merkleRoot(leaves, (left, right) => sha256(`\u0001${left}${right}`))),
  rooted('the tree hash with odd nodes doubled', 'merkle_root', doubledRoot),
  rooted('the tree hash split in the middle', 'merkle_root', middleRoot),
  rooted('the tree hash of nothing', 'merkle_root', () => sha256('')),
]

export const HASH_KINDS: readonly Kind[] = [
  stale('another session id, all re-hashed but one hash_prev', 'LED-03', behindHeader, 'hash_prev'),
  stale('another session id, all re-hashed but one hash_self', 'LED-03', places, 'hash_self'),
  stale('another session id, all re-hashed but the root', 'LED-08', footer, 'root'),
  stale('another session id, all re-hashed but the tree hash', 'LED-08', footer, 'merkle_root'),
  onlyUpTo,
  ...wrongHashes,
  skipping,
  passedOver,
  withoutChain,
  misnamed,
  ...ROOTS,
]
