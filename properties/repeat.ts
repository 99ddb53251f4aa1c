import fc from 'fast-check'
import type { IAsyncProperty, IProperty, RunDetails } from 'fast-check'
import { runs } from '../test/seed.js'

/** How a property is run and shown: the number of runs, the file that repeats it, and a counterexample as people read it. */
export interface Plan<T> {
  readonly file: string
  readonly numRuns: number
  readonly explain: (counterexample: T) => string
}

const judge = <T>(details: RunDetails<T>, { file, explain }: Plan<T>): void => {
  const repeat = `QCOMPUTE_SEED=${details.seed} npx vitest run ${file}`
  console.info(`${details.numRuns} runs, seed ${details.seed}; repeat with: ${repeat}`)
  if (!details.failed) return
  const { counterexample, errorInstance } = details
  const cause = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance)
  const shown = counterexample === null ? 'interrupted before a run' : explain(counterexample)
  throw new Error(`after ${details.numRuns} runs and ${details.numShrinks} shrinks, seed ${details.seed}\n${repeat}\n\n${shown}\n${cause}`)
}

/** Checks a property; a failure shows the shrunk counterexample, the seed and the one line that repeats it. */
export const check = <T>(property: IProperty<T>, plan: Plan<T>): void => {
  judge(fc.check(property, runs(plan.numRuns)) as RunDetails<T>, plan)
}

/** `check` for a property that waits. */
export const checkAsync = async <T>(property: IAsyncProperty<T>, plan: Plan<T>): Promise<void> => {
  judge((await fc.check(property, runs(plan.numRuns))) as RunDetails<T>, plan)
}
