import type { Law } from '../artifact/law.js'
import type { Problem } from '../artifact/problem.js'
import { diffBehaviour } from '../checker/diff/diff.js'
import { diffJson, diffText } from '../checker/diff/diff-text.js'
import { fileProblem } from '../shell/source-file.js'
import { findTargets } from './check-targets.js'
import { EXIT } from './exit.js'
import { badInput } from './outcome.js'
import type { Outcome } from './outcome.js'

/** The arguments of `check --diff`. */
export interface DiffArguments {
  readonly targets: readonly string[]
  readonly tokens: number | null
  readonly pairsMax: number
  readonly seconds: number
}

const EXITS = { equal: EXIT.done, different: EXIT.wrong, inconclusive: EXIT.inconclusive } as const

const lawOf = (name: string): { readonly law: Law | null; readonly problems: readonly Problem[] } => {
  const found = findTargets([name])
  if (!found.ok) return { law: null, problems: found.error }
  const [target, ...more] = found.value
  if (target?.kind === 'law' && more.length === 0) return { law: target.law, problems: [] }
  const expected = 'name one bundle folder, or a shipped bundle as name@version'
  return { law: null, problems: [fileProblem(name, 'rules-several', 'is not one law', expected)] }
}

/** Compares what two laws do (CHK-50): exit 0 if there is no reachable difference, 1 if there is one, 3 if not all was searched. */
export const diffVerb = ({ targets, tokens, pairsMax, seconds }: DiffArguments): Outcome => {
  const [old, now, ...more] = targets
  if (old === undefined || now === undefined || more.length > 0) {
    return badInput('--diff compares two laws: name the old one, then the new one')
  }
  const laws = [lawOf(old), lawOf(now)]
  const problems = laws.flatMap((one) => one.problems)
  const [before, after] = laws.map(({ law }) => law)
  if (problems.length > 0 || before === undefined || before === null || after === undefined || after === null) {
    return badInput('the laws cannot be compared', problems)
  }
  const most = Math.max(before.properties.model.tokens, after.properties.model.tokens)
  const start = performance.now()
  const goesOn = (): boolean => performance.now() - start < seconds * 1000
  const diff = diffBehaviour(before, after, { tokens: tokens ?? most, pairsMax, goesOn })
  return { exit: EXITS[diff.verdict], json: diffJson(diff), text: diffText(diff), message: '', problems: [] }
}
