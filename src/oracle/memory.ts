import type { FactReader, OracleDecision, OracleFact, RulesOracle } from './rules-oracle.js'

const ANSWERS_MAX = 4_096

const isFields = (value: OracleFact): value is ReadonlyMap<string, string | number | boolean | null> => value instanceof Map

/** A text that is equal for equal answers to all that the conditions read. */
const keyOf = ({ references }: RulesOracle, read: FactReader): string =>
  JSON.stringify(
    references.map(({ fact, params }) => {
      const value = read(fact, params)
      return isFields(value) ? [...value] : value
    }),
  )

/** The decisions of `oracle`, kept for facts that come again. At most 4,096 are kept; then it forgets and begins anew. */
export const makeMemory = (oracle: RulesOracle): ((read: FactReader) => Promise<OracleDecision>) => {
  const answers = new Map<string, OracleDecision>()
  return async (read) => {
    const key = keyOf(oracle, read)
    const known = answers.get(key)
    if (known !== undefined) return known
    const decision = await oracle.decide(read)
    if (answers.size >= ANSWERS_MAX) answers.clear()
    answers.set(key, decision)
    return decision
  }
}
