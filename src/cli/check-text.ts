import type { Evidence, PropertyKind, Verdict, VerdictWord } from '../checker/verdict.js'
import { shortened } from './style.js'
import type { Style } from './style.js'

/** What was checked, for people: a law or a machine, its verdicts, and what was explored for them. */
export interface CheckedTarget {
  readonly title: string
  /** Of a law. */
  readonly digest: string | null
  readonly evidence: Evidence | null
  /** What was done instead of a search; '' for nothing. */
  readonly note: string
  readonly seconds: number
  readonly verdicts: readonly Verdict[]
  /** A counterexample for people, by the property that it refutes. */
  readonly shown: ReadonlyMap<string, string>
  /** What was covered, and what never; '' where nobody asked. */
  readonly cover: string
  /** Paths of files that were written. */
  readonly written: readonly string[]
}

const COLUMNS = 100
const LISTED: readonly PropertyKind[] = ['invariant', 'property', 'elsewhere']

const HEADINGS: { readonly [kind in PropertyKind]: string } = {
  invariant: 'invariants',
  property: 'properties of behaviours',
  reason: 'reasons: each is given, or declared unreachable',
  rule: 'rules: each wins somewhere',
  lifecycle: 'lifecycles',
  elsewhere: 'not decided here, never counted as proved',
}

const number = (value: number): string => value.toLocaleString('en')

const word = (verdict: VerdictWord, style: Style): string => {
  const padded = verdict.padEnd(12)
  if (verdict === 'holds') return style.good(padded)
  if (verdict === 'violated' || verdict === 'vacuous') return style.bad(padded)
  return verdict === 'inconclusive' ? style.warn(padded) : style.dim(padded)
}

const clauseOf = ({ clause, seeds }: Verdict): string =>
  [...(clause === null ? [] : [clause]), ...(seeds.length === 0 ? [] : [`seed ${seeds.join(', ')}`])].join(', ')

const line = (one: Verdict, style: Style): readonly string[] => {
  const name = shortened(one.property, 60)
  const first = `    ${word(one.verdict, style)} ${name.padEnd(44)} ${style.dim(clauseOf(one))}`.trimEnd()
  return one.why === null ? [first] : [first, `                 ${style.dim(shortened(one.why, COLUMNS))}`]
}

/** Names in lines of at most COLUMNS units. */
const wrapped = (names: readonly string[], indent: string): readonly string[] => {
  const lines: string[] = []
  for (const name of names) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + name.length + 2 <= COLUMNS) lines[lines.length - 1] = `${last}, ${name}`
    else lines.push(`${indent}${name}`)
  }
  return lines
}

// Of what every law should have only the names of what holds are shown.
const group = (kind: PropertyKind, verdicts: readonly Verdict[], style: Style): readonly string[] => {
  const of = verdicts.filter((one) => one.kind === kind)
  if (of.length === 0) return []
  const heading = `  ${style.bold(HEADINGS[kind])}`
  if (LISTED.includes(kind)) return [heading, ...of.flatMap((one) => line(one, style))]
  const holding = of.filter(({ verdict }) => verdict === 'holds').map(({ property }) => shortened(property, 60).replace(`${kind} `, ''))
  const rest = of.filter(({ verdict }) => verdict !== 'holds')
  const count = holding.length === 0 ? [] : [`    ${word('holds', style)} ${holding.length} of ${of.length}`]
  const names = wrapped(holding, '                 ').map((text) => style.dim(text))
  return [heading, ...count, ...names, ...rest.flatMap((one) => line(one, style))]
}

const evidenceLines = (evidence: Evidence, style: Style): readonly string[] => {
  const { states, steps, depth, frontier, complete, gap, bounds, reductions, unbounded } = evidence
  const cut = style.warn(gap ?? `a limit ended the search, ${number(frontier)} states were not looked at`)
  const isWhole = complete && gap === null
  const within = [...bounds, ...reductions].join('; ')
  return [
    `  ${number(states)} states, ${number(steps)} steps, ${depth} deep: ${isWhole ? 'everything that can be reached' : cut}`,
    ...(within === '' ? [] : [`  ${style.dim(`bounds: ${within}`)}`]),
    ...(unbounded.length === 0 ? [] : [`  ${style.dim(`grows without bound, so left out or bounded: ${unbounded.join(', ')}`)}`]),
  ]
}

const ORDER: readonly VerdictWord[] = ['violated', 'vacuous', 'inconclusive', 'holds', 'elsewhere']

const summary = (verdicts: readonly Verdict[]): string =>
  ORDER.flatMap((one) => {
    const count = verdicts.filter(({ verdict }) => verdict === one).length
    if (count === 0) return []
    if (one === 'holds') return [count === 1 ? '1 holds' : `${count} hold`]
    return [one === 'elsewhere' ? `${count} decided elsewhere` : `${count} ${one}`]
  }).join(', ')

/** The verdicts on one target, with its counterexamples, for people (CHK-07). */
export const checkedText = (checked: Omit<CheckedTarget, 'seconds'>, style: Style): string => {
  const { title, digest, evidence, verdicts, shown, written, note, cover } = checked
  const kinds = Object.keys(HEADINGS) as readonly PropertyKind[]
  const lines = [
    `${style.bold(title)}${digest === null ? '' : style.dim(`  law ${digest.slice(0, 12)}`)}`,
    ...(evidence === null ? [] : evidenceLines(evidence, style)),
    ...(note === '' ? [] : [`  ${note}`]),
    ...kinds.flatMap((kind) => group(kind, verdicts, style)),
    ...[...shown.values()].flatMap((text) => ['', text.trimEnd().replace(/^(?=.)/gmu, '  ')]),
    ...(shown.size > 0 ? [''] : []),
    ...(cover === '' ? [] : [`  ${style.bold('covered')}`, cover.trimEnd().replace(/^(?=.)/gmu, '    ')]),
    ...written.map((path) => `  wrote ${path}`),
    `  ${style.bold(summary(verdicts))}`,
  ]
  return `${lines.join('\n')}\n`
}
