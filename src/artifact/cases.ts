import { LIMITS } from '../base/limits.js'
import { isWellFormed } from '../base/utf8.js'
import { flag, list, listByName, mapOf, mapped, mapping, number, optional, required, text, wrongType } from './decode.js'
import type { Decoder } from './decode.js'
import type { Params, Scalar } from './law.js'
import { anyName, artifact, description } from './names.js'
import type { MappingNode, Node } from './node.js'
import { suggest } from './source.js'
import type { Report } from './source.js'

/** An item of the stream of a case: as in programs, without places. */
export type CaseItem =
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'operator'; readonly name: string; readonly params: Params }
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'transition'; readonly to: string }

/** What one frame of a case must be; null stands for anything. */
export interface ExpectedFrame {
  readonly backend: string
  readonly tier: string | null
  /** Number of operators in the frame. */
  readonly operators: number
  /** Routing reason of its first operator. */
  readonly reason: string | null
  /** Whether drift overflow opened it. */
  readonly overflow: boolean | null
}

/** An inline test of a law: a session, its stream, and what must come out. It is no part of the law (LAW-01). */
export interface Case {
  readonly name: string
  readonly environment: string | null
  readonly backend: string | null
  readonly stream: readonly CaseItem[]
  readonly expect: {
    readonly frames: readonly ExpectedFrame[]
    readonly lineage: readonly string[] | null
    /** Reason of the verdict of each item, null for allowed. */
    readonly verdicts: readonly (string | null)[] | null
    /** Routing reason of each item, null for none. */
    readonly routing: readonly (string | null)[] | null
  }
}

/** The cases of a bundle, in order. */
export type Cases = readonly Case[]

const scalar: Decoder<Scalar> = (node, report) =>
  node.kind === 'scalar' && node.value !== null ? node.value : wrongType(node, report, 'a number, a text, true or false')

const identifierText = (least: string): Decoder<string> => (node, report) => {
  const said = text(node, report)
  const isRight = said !== undefined && said.length > 0 && isWellFormed(said) && [...said].length <= LIMITS.tokenCharsMax.value
  return said === undefined || isRight ? said : report(
    node.start, 'value-outside', `no ${least}`, `expected 1 to ${LIMITS.tokenCharsMax.value} characters`,
  )
}

const ITEMS: ReadonlyMap<string, Decoder<CaseItem>> = new Map<string, Decoder<CaseItem>>([
  ['token', mapped(mapping({ token: required(identifierText('token id')) }), ({ token }) => ({ kind: 'token', tokenId: token }))],
  ['transition', mapped(
    mapping({ transition: required(identifierText('environment')) }), ({ transition: to }) => ({ kind: 'transition', to }),
  )],
  ['op', mapped(
    mapping({ op: required(text), params: optional<Params>(mapOf(text, scalar), new Map()) }),
    ({ op: name, params }) => ({ kind: 'operator', name, params }),
  )],
])

const mappingItem = (node: MappingNode, report: Report): CaseItem | undefined => {
  for (const [key, decode] of ITEMS) if (node.members.has(key)) return decode(node, report)
  const said = [...node.members.keys()][0] ?? ''
  return report(node.start, 'case-shape', 'this is no item of a stream', suggest(said, ITEMS.keys()))
}

const item: Decoder<CaseItem> = (node, report) => {
  if (node.kind === 'mapping') return mappingItem(node, report)
  return mapped(text, (source): CaseItem => ({ kind: 'source', source }))(node, report)
}

// In a box, since undefined is failure and null is a reason that is not there.
const reasonOrNull: Decoder<{ readonly reason: string | null }> = (node: Node, report: Report) => {
  if (node.kind === 'scalar' && node.value === null) return { reason: null }
  return mapped(anyName, (reason) => ({ reason }))(node, report)
}

const reasonList = mapped(list(reasonOrNull), (boxes): readonly (string | null)[] | null => boxes.map(({ reason }) => reason))

const count = number('an integer that is at least 1', (value) => Number.isInteger(value) && value >= 1)

const frame: Decoder<ExpectedFrame> = mapped(
  mapping({
    backend: required(anyName),
    tier: optional<string | null>(anyName, null),
    operators: required(count),
    reason: optional<string | null>(anyName, null),
    overflow: optional<boolean | null>(flag, null),
  }),
  (said) => said,
)

const expectation = mapping({
  frames: required(list(frame)),
  lineage: optional<readonly string[] | null>(list(anyName, 1), null),
  verdicts: optional(reasonList, null),
  routing: optional(reasonList, null),
})

const session = mapping({ env: optional<string | null>(anyName, null), backend: optional<string | null>(anyName, null) })

const oneCase: Decoder<Case> = mapped(
  mapping({
    name: required(anyName),
    session: optional<NonNullable<ReturnType<typeof session>>>(session, { env: null, backend: null }),
    stream: required(list(item)),
    expect: required(expectation),
    description,
  }),
  ({ name, session: { env, backend }, stream, expect }) => ({ name, environment: env, backend, stream, expect }),
)

/** cases.yaml: inline tests of a law, each with a name of its own. Names are not resolved: a wrong one fails the case. */
export const decodeCases: Decoder<Cases> = mapped(
  artifact('cases', { cases: required(listByName(oneCase, 'case', ({ name }) => name, 0, 'name')) }),
  ({ cases }) => [...cases.values()],
)
