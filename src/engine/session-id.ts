import { canonicalJson } from '../base/index.js'
import type { Digest, Json } from '../base/index.js'
import type { Params } from '../artifact/law.js'
import { parseInvocation } from './grammar.js'

/** One item of a program, as far as the session id looks at it. */
export type StreamItem =
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'operator'; readonly name: string; readonly params: Params }
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'transition'; readonly to: string }

/** A program with its defaults filled in: environment, backend (`auto` or an id) and stream. */
export interface SessionProgram {
  readonly environment: string
  readonly backend: string
  readonly stream: Iterable<StreamItem>
}

const itemJson = (item: StreamItem): Json => {
  switch (item.kind) {
    case 'source': {
      const invocation = parseInvocation(item.source)
      return invocation === null ? { source: item.source } : { op: invocation.name, params: invocation.params }
    }
    case 'operator':
      return { op: item.name, params: item.params }
    case 'token':
      return { token: item.tokenId }
    case 'transition':
      return { transition: item.to }
  }
}

/**
 * The session id of a program under a logical clock (LED-11): the first 16 bytes of SHA-256 over the canonical form of the program
 * and the digest of its law, as a UUID of version 8 and variant 10.
 */
export const sessionIdOf = ({ environment, backend, stream }: SessionProgram, ruleset: string, digest: Digest): string => {
  const program: Json = { backend, env: environment, stream: Array.from(stream, itemJson) }
  const hex = digest.sha256Hex(canonicalJson({ program, ruleset }))
  const variant = (0x8 | (Number.parseInt(hex.charAt(16), 16) & 0x3)).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
