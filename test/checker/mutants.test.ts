import { expect, test } from 'vitest'
import type { LoadResult } from '../../src/artifact/index.js'
import type { Law } from '../../src/artifact/law.js'
import { formatProblem } from '../../src/artifact/problem.js'
import { checkLaw } from '../../src/checker/check-law.js'
import { diffBehaviour } from '../../src/checker/diff/diff.js'
import { isFigure } from '../../src/checker/diff/diff-outcome.js'
import type { Model } from '../../src/checker/model.js'
import { programOfPath } from '../../src/checker/path/program-of-path.js'
import type { ModelPath, Verdict } from '../../src/checker/verdict.js'
import { traceOfProgram } from '../../src/cli/check-counterexample.js'
import { bindLaw } from '../../src/kernel/index.js'
import { hasTime } from '../seed.js'
import { makeLawStore } from '../../src/shell/law-store.js'
import { replaySource } from '../../src/shell/replay-trace.js'
import { bytesSource } from '../../src/shell/trace-reader.js'
import type { Report } from '../../src/verifier/verifier.js'
import { asking } from './asking.js'
import { EQUIVALENT, FIGURES, IN_OPENQASM } from './mutants-equivalent.js'
import { loadDraft, machineMutants, mutated, readDraft, ruleMutants } from './mutants.js'
import type { Draft, Mutant } from './mutants.js'
import { tableMutants } from './mutants-tables.js'

const isDeep = hasTime
const SEED = Number(process.env['QCOMPUTE_SEED'] ?? 0)
const TIMEOUT = isDeep ? 1_800_000 : 300_000
const BUNDLE = 'rules/qcompute/1.1.0'

/** What came of a seeded bug. */
interface Fate {
  readonly mutant: Mutant
  /** `caught` by something that the law states, `met` by what every law should have (CHK-08). */
  readonly kind: 'no law' | 'caught' | 'met' | 'equivalent' | 'figures' | 'survives'
  readonly by: readonly string[]
}

interface Checked {
  readonly verdicts: readonly Verdict[]
  readonly model: Model | null
}

const checked = (law: Law): Checked => {
  const check = checkLaw(asking(law, 2), { tokens: 2, symmetry: true, limits: { states: 100_000, goesOn: () => true } })
  if (!check.ok) throw new Error(check.error.map(({ message }) => message).join('\n'))
  const verdicts = check.value.verdicts.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'elsewhere')
  return { verdicts, model: check.value.ok ? check.value.model : null }
}

const replay = (law: Law, model: Model, path: ModelPath): Report => {
  const program = programOfPath(model, path, [])
  const store = makeLawStore([])
  if (program === null || !store.ok) throw new Error('a path of a session is a program')
  const findKernel = (digest: string) => (digest === law.digest ? bindLaw(law) : null)
  return replaySource(bytesSource(Buffer.from(traceOfProgram(law, program))), { store: store.value, findKernel })
}

// Engine and verifier, which know nothing of the search, run its counterexample: nothing is wrong in the trace but broken invariants.
const confirm = (law: Law, { verdicts, model }: Checked): void => {
  for (const kind of ['invariant', 'property'] as const) {
    const shown = verdicts.find((one) => one.kind === kind && one.verdict === 'violated')
    if (shown === undefined) continue
    expect([shown.property, shown.counterexample, model]).not.toContain(null)
    if (shown.counterexample === null || model === null) continue
    const { findings } = replay(law, model, shown.counterexample)
    expect(findings.filter(({ code }) => code !== 'invariant')).toEqual([])
    if (kind === 'invariant') expect(findings.map(({ expected }) => expected)).toContain(shown.property)
  }
}

const fateOf = (base: Law, mutant: Mutant, loaded: LoadResult): Fate => {
  if (!loaded.ok) return { mutant, kind: 'no law', by: [...new Set(loaded.problems.map(({ code }) => code))] }
  const check = checked(loaded.law)
  const found = check.verdicts
  const stated = found.filter(({ kind }) => kind === 'invariant' || kind === 'property')
  confirm(loaded.law, check)
  if (stated.length > 0) return { mutant, kind: 'caught', by: stated.map(({ property }) => property) }
  if (found.length > 0) return { mutant, kind: 'met', by: found.map(({ property }) => property) }
  const { verdict, differences } = diffBehaviour(base, loaded.law, { tokens: 2, pairsMax: 100_000 })
  if (verdict === 'equal') return { mutant, kind: 'equivalent', by: [] }
  const fields = [...new Set(differences.flatMap(({ changes }) => changes.map(({ field }) => field)))]
  return { mutant, kind: verdict === 'different' && fields.every(isFigure) ? 'figures' : 'survives', by: fields }
}

const fatesOf = (draft: Draft, mutants: readonly Mutant[]): readonly Fate[] => {
  const base = loadDraft(draft)
  if (!base.ok) throw new Error(base.problems.map(formatProblem).join('\n'))
  expect(checked(base.law).verdicts).toEqual([])
  return mutants.map((mutant) => fateOf(base.law, mutant, loadDraft(mutated(draft, mutant))))
}

const namesOf = (fates: readonly Fate[], ...kinds: readonly Fate['kind'][]): readonly string[] =>
  fates.filter(({ kind }) => kinds.includes(kind)).map(({ mutant }) => `${mutant.family}: ${mutant.name}`)

const tell = (fates: readonly Fate[]): void => {
  const families = [...new Set(fates.map(({ mutant }) => mutant.family))]
  const kinds = ['no law', 'caught', 'met', 'equivalent', 'figures', 'survives'] as const
  const row = (cells: readonly (string | number)[]): string => cells.map((cell, at) => String(cell).padEnd(at === 0 ? 24 : 12)).join('')
  const rows = families.map((family) => {
    const own = fates.filter(({ mutant }) => mutant.family === family)
    return row([family, own.length, ...kinds.map((kind) => own.filter((one) => one.kind === kind).length)])
  })
  console.info([row(['seeded bugs', 'all', ...kinds]), ...rows].join('\n'))
}

// Ordinary runs take every `apart`-th bug, beginning at the seed; the deep run takes all, and then no excuse may be left over.
const judge = (draft: Draft, all: readonly Mutant[], apart: number): readonly Fate[] => {
  const fates = fatesOf(draft, isDeep ? all : all.filter((_, index) => (index + SEED) % apart === 0))
  tell(fates)
  expect(namesOf(fates, 'survives')).toEqual([])
  expect(namesOf(fates, 'equivalent').filter((name) => !EQUIVALENT.has(name))).toEqual([])
  return fates
}

const ROWS = ['h', 'cx', 'pulse', 'measure', 'barrier']

test('[CHK-23, CHK-41] every rule dropped, flipped, re-ordered: no law, caught, or without effect', () => {
  const draft = readDraft(BUNDLE, isDeep ? null : ROWS)
  const fates = judge(draft, ruleMutants(draft), 24)
  expect(namesOf(fates, 'figures')).toEqual([])
}, TIMEOUT)

test('[CHK-23, CHK-41] every transition of every machine removed or retargeted: no law, caught, or without effect', () => {
  const draft = readDraft(BUNDLE, isDeep ? null : ROWS)
  const fates = judge(draft, machineMutants(draft), 12)
  expect(namesOf(fates, 'figures')).toEqual([])
}, TIMEOUT)

test('[CHK-24] every entry of the tables changed: no law, caught, without effect, or a figure that decides nothing', () => {
  const draft = readDraft(BUNDLE, ['x', ...ROWS, 'cz', 'flush'])
  const fates = judge(draft, tableMutants(draft), 36)
  expect(namesOf(fates, 'figures').filter((name) => !FIGURES.some((pattern) => pattern.test(name)))).toEqual([])
}, TIMEOUT)

if (isDeep) test('[CHK-23] bugs in the rules of rules/openqasm/1.1.0', () => {
  const draft = readDraft('rules/openqasm/1.1.0', ['x', 'CX', 'measure', 'barrier'])
  const fates = fatesOf(draft, ruleMutants(draft))
  tell(fates)
  expect(namesOf(fates, 'survives', 'figures')).toEqual([])
  expect(namesOf(fates, 'equivalent').filter((name) => !EQUIVALENT.has(name) && !IN_OPENQASM.has(name))).toEqual([])
}, TIMEOUT)

if (isDeep) test('[CHK-23] what is said to be without effect is', () => {
  const draft = readDraft(BUNDLE, ['x', ...ROWS, 'cz', 'flush'])
  const all = [...ruleMutants(draft), ...machineMutants(draft), ...tableMutants(draft)]
  const named = all.filter(({ family, name }) => EQUIVALENT.has(`${family}: ${name}`))
  expect(named.map(({ family, name }) => `${family}: ${name}`).toSorted()).toEqual([...EQUIVALENT.keys()].toSorted())
  expect(namesOf(fatesOf(draft, named), 'equivalent')).toHaveLength(EQUIVALENT.size)
}, TIMEOUT)
