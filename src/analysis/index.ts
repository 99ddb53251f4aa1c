export { explainOperator } from './explain.js'
export type { ExplainedRule, ExplainedTable, Explanation, LostRule } from './explain.js'
