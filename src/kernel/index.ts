export { checkConsistency } from './consistency.js'
export type {
  Counts,
  DriftEntry,
  Entry,
  FooterEntry,
  Frame,
  OperatorEntry,
  RoutingEntry,
  TokenEntry,
  TransitionEntry,
  Verdict,
} from './entry.js'
export { evaluateCondition } from './expression.js'
export type { FactValue, Valuation } from './expression.js'
export { parseInvocation } from './grammar.js'
export type { Invocation } from './grammar.js'
export { isDone, startMachine, stepMachine } from './machine.js'
export type { MachineStep } from './machine.js'
export type { Step } from './outcome.js'
export { Decision, decideTable } from './rule.js'
export type { Drift, OpenFrame, Placement, SessionEvent, State } from './state.js'
export { bindLaw } from './step.js'
export type { Kernel, Opening } from './step.js'
export { legalBackends } from './transition.js'
