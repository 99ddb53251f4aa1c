import { LAWS, makeRandom, otherThan } from '../corpus.js'
import type { Trace } from '../corpus.js'
import { at, put, putAll, relink, sha256 } from '../forge.js'
import type { Plain, PlainLine } from '../forge.js'
import { departing, FIRST, found, lineAt, named, places } from '../kind.js'
import type { Effort, Kind, Told } from '../kind.js'

const EFFORTS = ['as it stands', 're-hashed'] as const

const made = (lines: readonly PlainLine[], effort: Effort): readonly PlainLine[] => (effort === 'as it stands' ? lines : relink(lines))

/** Another footer, re-hashed; null where `forge` changes nothing. */
const footer = (name: string, clause: string, told: Told, forge: (line: PlainLine, trace: Trace) => PlainLine | null): Kind => ({
  group: 'footers',
  name,
  effort: 're-hashed',
  clause,
  first: FIRST.footer,
  forge: (trace) => [
    () => {
      const last = trace.lines.length - 1
      const forged = forge(lineAt(trace, last), trace)
      return forged === null ? null : found(name, last, relink(trace.lines.with(last, forged), undefined, last), told)
    },
  ],
})

const COUNTS =
  [['operators'], ['tokens'], ['transitions'], ['frames'], ['refused', 'operators'], ['refused', 'tokens'], ['refused', 'transitions']]
const MISMATCH = { code: 'value', only: ['capture mismatch'], total: 1 } as const

const counts = COUNTS.flatMap((path) =>
  [1, -1].map((by) =>
    footer(`the count of ${path.join(' ')} ${by > 0 ? 'one more' : 'one less'}`, 'SES-49', MISMATCH, (line) => {
      const count = Number(at(line, ['counts', ...path])) + by
      return count < 0 ? null : put(line, ['counts', ...path], count)
    }),
  ),
)

const LINEAGE = { code: 'value', only: ['environment violation'], total: 1 } as const

const lineage = (name: string, forge: (list: readonly Plain[], trace: Trace) => readonly Plain[]): Kind =>
  footer(name, 'SES-31', LINEAGE, (line, trace) => {
    const before = line['lineage'] as readonly Plain[]
    const after = forge(before, trace)
    return JSON.stringify(after) === JSON.stringify(before) ? null : putAll(line, { lineage: after })
  })

const ended = (word: string): Kind =>
  footer(`ended: ${JSON.stringify(word)}`, 'SES-49', MISMATCH, (line) => putAll(line, { ended: word }))

/** Lines behind the footer. */
const behind = (name: string, lines: (trace: Trace) => readonly PlainLine[]): Kind[] =>
  EFFORTS.map((effort): Kind => ({
    group: 'footers',
    name,
    effort,
    clause: 'RPL-12',
    first: FIRST.after,
    forge: (trace) =>
      lines(trace).map((line) => () => {
        const { timestamp = null } = lineAt(trace, trace.lines.length - 1)
        const forged = made([...trace.lines, putAll(line, { timestamp })], effort)
        return found(`${String(line['type'])} behind it`, trace.lines.length, forged, { code: 'order', reasons: ['capture mismatch'] })
      }),
  }))

const early = EFFORTS.map((effort): Kind => ({
  group: 'footers',
  name: 'the footer again, in the middle',
  effort,
  clause: 'LED-06',
  first: FIRST.engine,
  forge: (trace) =>
    places(trace).slice(1, -1).map((index) => () => {
      const line = putAll(lineAt(trace, trace.lines.length - 1), { timestamp: lineAt(trace, index)['timestamp'] ?? null })
      return departing(`before ${named(trace, index)}`, made(trace.lines.toSpliced(index, 0, line), effort))
    }),
}))

const otherFooter = EFFORTS.map((effort): Kind => ({
  group: 'footers',
  name: 'the footer of another session',
  effort,
  clause: 'SES-49',
  first: FIRST.engine,
  forge: (trace) =>
    [1, 2, 3, 7].map((step) => () => {
      const { timestamp = null } = lineAt(trace, trace.lines.length - 1)
      const other = putAll(otherThan(trace, step).lines.at(-1) ?? {}, { timestamp })
      return departing(`of ${otherThan(trace, step).name}`, made([...trace.lines.slice(0, -1), other], effort))
    }),
}))

export const FOOTER_KINDS: readonly Kind[] = [
  ...counts,
  lineage('lineage without its last environment', (list) => list.slice(0, -1)),
  lineage('lineage with an environment more', (list, { law }) => [...list, [...law.law.environments.keys()][0] ?? '']),
  lineage('lineage in reverse', (list) => list.toReversed()),
  lineage('lineage empty', () => []),
  ended('crashed'),
  ended('Closed'),
  ended(''),
  ended('open'),
  ...behind('a second footer behind the first', ({ lines }) => lines.slice(-1)),
  ...behind('a line behind the footer', ({ lines }) => lines.slice(1, -1)),
  ...early,
  ...otherFooter,
]

/** Another header, re-hashed, found at 0; null where `forge` changes nothing. */
const header = (name: string, clause: string, told: Told, forge: (line: PlainLine, trace: Trace) => readonly (PlainLine | null)[]): Kind =>
  ({
  group: 'headers',
  name,
  effort: 're-hashed',
  clause,
  first: FIRST.header,
  forge: (trace) =>
    forge(lineAt(trace, 0), trace).map((line) => () => (line === null ? null : found(name, 0, relink(trace.lines.with(0, line)), told))),
})

const put1 = (line: PlainLine, member: string, values: readonly Plain[]): PlainLine[] =>
  values.filter((value) => value !== line[member]).map((value) => putAll(line, { [member]: value }))

const IDS = [
  'not an id', '', '00000000-0000-0000-0000-000000000000', '00000000-0000-1000-8000-000000000000', '00000000-0000-5000-8000-000000000000',
  '00000000-0000-4000-0000-000000000000', '00000000-0000-4000-c000-000000000000', '0000000-00000-4000-8000-000000000000',
  'ABCDEF00-0000-4000-8000-000000000000', '{00000000-0000-4000-8000-000000000000}', '00000000000040008000000000000000',
  'urn:uuid:00000000-0000-4000-8000-000000000000', '00000000-0000-4000-8000-00000000000g',
]

const ruleset = (line: PlainLine): PlainLine => line['ruleset'] as PlainLine
const LAW = { code: 'law', only: ['capture mismatch'] } as const

/** Another environment, backend or law that is known, with the rest as it was: caught where the engine would write otherwise. */
const reopened = (name: string, clause: string, forge: (line: PlainLine, trace: Trace) => readonly PlainLine[]): Kind => ({
  group: 'headers',
  name,
  effort: 're-hashed',
  clause,
  first: FIRST.engine,
  forge: (trace) =>
    forge(lineAt(trace, 0), trace).map((line) => () => departing(JSON.stringify(line), relink(trace.lines.with(0, line)))),
})

/** The identity of another law, and what that law says of the environment, so that the header itself is right. */
const asOther = (line: PlainLine, trace: Trace): PlainLine[] =>
  LAWS.filter((known) => known !== trace.law).flatMap(({ law }) => {
    const environment = law.environments.get(String(line['environment']))
    const legal =
      [...law.backends.values()].filter(({ environments }) => environments.includes(String(line['environment']))).map(({ id }) => id)
    const identity = { id: law.bundle.id, version: law.bundle.version, digest: law.digest }
    if (environment === undefined) return []
    return [putAll(line, { ruleset: identity, drift_bound: environment.driftBound, backend_legal: legal })]
  })

export const HEADER_KINDS: readonly Kind[] = [
  header('another format', 'RPL-12', { code: 'value', only: ['capture mismatch'] }, (line) =>
    put1(line, 'format', ['qtrace/2', 'qtrace/1 ', 'QTRACE/1', 'qtrace', 'qtrace/01', '']).map((one) => one)),
  header('a format that is no text', 'RPL-12', { code: 'field', only: ['capture mismatch'] }, (line) =>
    put1(line, 'format', [1, null, ['qtrace/1']])),
  header('a session id that is none', 'LED-09', { reasons: ['capture mismatch'] }, (line) => put1(line, 'session_id', IDS)),
  header('an environment that the law does not know', 'RPL-18', { code: 'value', only: ['environment violation'] }, (line) =>
    put1(line, 'environment', ['nowhere', '', 'Sandbox', '__proto__ ', 'constructor'])),
  header('a backend that the law does not know', 'RPL-18', { code: 'value', only: ['backend violation'] }, (line) =>
    put1(line, 'backend', ['nowhere', '', 'AUTO', 'constructor', 'auto '])),
  header('another drift bound', 'SES-03', { code: 'value', only: ['drift violation'] }, (line) =>
    put1(line, 'drift_bound', [Number(line['drift_bound']) + 1, Number(line['drift_bound']) / 2 + 0.25 * 2 ** -20])),
  header('legal backends in another order, less or more', 'SES-05', { code: 'value', only: ['backend violation'] }, (line) => {
    const legal = line['backend_legal'] as readonly string[]
    return [legal.toReversed(), legal.slice(1), [...legal, 'nowhere'], [...legal, ...legal]].map((list) =>
      list.join() === legal.join() ? null : putAll(line, { backend_legal: list }))
  }),
  header('another id of the law', 'RPL-13', LAW, (line) => [putAll(line, { ruleset: putAll(ruleset(line), { id: 'other' }) })]),
  header('another version of the law', 'RPL-13', LAW, (line) =>
    ['1.0.1', '1.0', 'v1.0.0', ''].map((version) => putAll(line, { ruleset: putAll(ruleset(line), { version }) }))),
  header('id and version of the law exchanged', 'RPL-13', LAW, (line) => {
    const { id = null, version = null } = ruleset(line)
    return [putAll(line, { ruleset: putAll(ruleset(line), { id: version, version: id }) })]
  }),
  header('a digest of the law in great hex digits, of 63 or of 65 digits', 'LED-05', { code: 'field', only: ['capture mismatch'] },
    (line) => {
    const digest = String(ruleset(line)['digest'])
    return [digest.toUpperCase(), digest.slice(1), `${digest}0`, ''].map((one) =>
      putAll(line, { ruleset: putAll(ruleset(line), { digest: one }) }))
  }),
  reopened('the digest of another law that is known, id and version as they were', 'RPL-13', (line, trace) =>
    asOther(line, trace).map((other) => putAll(line, { ruleset: putAll(ruleset(line), { digest: ruleset(other)['digest'] ?? null }) }))),
  reopened('the identity of another law that is known', 'RPL-13', asOther),
  reopened('another environment that the law knows, its bound and backends as they were', 'SES-03', (line, { law }) =>
    put1(line, 'environment', [...law.law.environments.keys()])),
  reopened('another backend that the law knows', 'SES-01', (line, { law }) => put1(line, 'backend', ['auto', ...law.law.backends.keys()])),
  {
    group: 'headers',
    name: 'the digest of a law that nobody has',
    effort: 'as it stands',
    clause: 'RPL-13',
    first: FIRST.header,
    forge: (trace) => [
      () => {
        const digest = sha256(String(makeRandom(trace.name)(2 ** 30)))
        const line = putAll(lineAt(trace, 0), { ruleset: putAll(ruleset(lineAt(trace, 0)), { digest }) })
        return found('digest', 0, trace.lines.with(0, line), { code: 'chain', only: ['hash chain invalid'] })
      },
    ],
  },
]
