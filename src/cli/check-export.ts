import { join } from 'node:path'
import { didYouMean } from '../base/index.js'
import type { Law } from '../artifact/law.js'
import { promelaOf } from '../checker/export/promela.js'
import { compileProperties } from '../checker/temporal/temporal.js'
import { TLA_MODULE, tlaOf } from '../checker/export/tla.js'
import { pathsOfLaw } from '../shell/law-files.js'
import { writeOutput } from '../shell/output-file.js'
import { makeFolder } from '../shell/output-folder.js'
import { fileName } from './check-outputs.js'
import type { OutputFolder } from './check-outputs.js'
import { findTargets } from './check-targets.js'
import { EXIT } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'

/** A language of another checker that laws are exported to: that of SPIN, or that of TLC. */
export type Language = 'promela' | 'tla'

/** The arguments of `check --export`. */
export interface ExportArguments {
  readonly targets: readonly string[]
  readonly language: Language
  /** A property of the law to be held against every behaviour; null: its invariants. */
  readonly property: string | null
  readonly tokens: number | null
  readonly symmetry: boolean
  /** Where the files go; null: to standard output. */
  readonly output: OutputFolder | null
}

interface Exported {
  readonly file: string
  readonly text: string
}

type Texts = { readonly ok: true; readonly files: readonly Exported[] } | { readonly ok: false; readonly outcome: Outcome }

const refused = (outcome: Outcome): Texts => ({ ok: false, outcome })

/** Writes a law as a model of another checker (CHK-30): exit 2 if it says something that cannot be said there. */
export const exportVerb = (args: ExportArguments): Outcome => {
  const { targets, output } = args
  const found = findTargets(targets)
  if (!found.ok) return badInput('what is to be exported cannot be read', found.error)
  const [target] = found.value
  if (targets.length !== 1 || target?.kind !== 'law') return badInput('--export is for one law: name it')
  const texts = textsOf(target, args)
  if (!texts.ok) return texts.outcome
  const { files } = texts
  const json = { language: args.language, files: files.map(({ file, text }) => ({ file, text })) }
  if (output === null) return { exit: EXIT.done, json, text: files[0]?.text ?? '', message: '', problems: [] }
  return written(files, { ...output, keep: [...output.keep, ...pathsOfLaw(target.folder)] }, json)
}

const textsOf = ({ law, problemAt }: { readonly law: Law } & Pick<Found, 'problemAt'>, args: ExportArguments): Texts => {
  const compiled = compileProperties(law)
  if (!compiled.ok) return refused(badInput('the properties of the law cannot be read', compiled.error.map(problemAt)))
  const names = compiled.value.map(({ spec: { name } }) => name)
  const asked = args.property === null ? null : (compiled.value.find(({ spec: { name } }) => name === args.property) ?? undefined)
  if (asked === undefined) {
    const near = didYouMean(args.property ?? '', names)
    return refused(badInput(`the law states no property ${args.property ?? ''}${near === undefined ? '' : `; did you mean ${near}?`}`))
  }
  const fairness = law.properties.fairness.filter(({ name }) => asked?.spec.under.includes(name))
  const property = asked === null ? {} : { property: { name: asked.spec.name, formula: asked.formula, fairness } }
  const options = { tokens: args.tokens ?? law.properties.model.tokens, symmetry: args.symmetry, ...property }
  if (args.language === 'promela') {
    const promela = promelaOf(law, options)
    if (!promela.ok) return unsupported(promela.unsupported)
    return { ok: true, files: [{ file: `${fileName(law.bundle.id)}.pml`, text: promela.text }] }
  }
  const tla = tlaOf(law, options)
  if (!tla.ok) return unsupported(tla.unsupported)
  return { ok: true, files: [{ file: `${TLA_MODULE}.tla`, text: tla.module }, { file: `${TLA_MODULE}.cfg`, text: tla.config }] }
}

type Found = Extract<ReturnType<typeof findTargets>, { readonly ok: true }>['value'][number] & { readonly kind: 'law' }

const unsupported = (what: string): Texts => refused(badInput(`the law cannot be exported: ${what}`))

const written = (files: readonly Exported[], { folder, force, keep }: OutputFolder, json: Outcome['json']): Outcome => {
  const made = makeFolder(folder)
  if (!made.ok) return badInput('the folder cannot be made', [made.error])
  const results = files.map(({ file, text }) => writeOutput(join(folder, file), text, { force, keep }))
  const problems = results.flatMap((one) => (one.ok ? [] : [one.error]))
  if (problems.length > 0) return badInput('not every file could be written', problems)
  return { exit: EXIT.done, json, text: files.map(({ file }) => `wrote ${join(folder, file)}\n`).join(''), message: '', problems: [] }
}
