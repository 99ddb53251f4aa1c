import type { DecisionTable, Law, Refusal, RoutingEvent } from '../artifact/law.js'
import { bindRows } from './context.js'
import type { BoundRow, StepContext } from './context.js'
import { bindTest } from './expression.js'
import { bindFacts } from './facts.js'
import { bindInvariants } from './invariants.js'
import type { Invariants } from './invariants.js'
import { bindMachine } from './machine.js'
import type { MachineStep } from './machine.js'
import { bindTable } from './rule.js'
import type { BoundTable } from './rule.js'

/** A law whose rows, conditions and machines are bound to closures. */
export interface BoundLaw {
  readonly law: Law
  readonly rows: ReadonlyMap<string, BoundRow>
  readonly operator: BoundTable<StepContext, Refusal>
  readonly token: BoundTable<StepContext, Refusal>
  readonly transition: BoundTable<StepContext, Refusal>
  readonly routing: BoundTable<StepContext, RoutingEvent>
  readonly invariants: Invariants
  readonly session: (path: string, event: string) => MachineStep
  readonly frame: (path: string, event: string) => MachineStep
  readonly guard: (name: string, context: StepContext) => boolean
}

/** Binds the parts of `law` that steps need. */
export const bindParts = (law: Law): BoundLaw => {
  const readerOf = bindFacts(law, 'before')
  const bind = <E>(table: DecisionTable<E>): BoundTable<StepContext, E> => bindTable(table, (test) => bindTest(test, readerOf))
  return {
    law,
    rows: bindRows(law),
    operator: bind(law.validation.operator),
    token: bind(law.validation.token),
    transition: bind(law.validation.transition),
    routing: bind(law.routing.operator),
    invariants: bindInvariants(law),
    session: bindMachine(law.machines.session),
    frame: bindMachine(law.machines.frame),
    guard: (name, context) => readerOf({ fact: name, params: new Map(), field: null })(context) === true, // LAW-49
  }
}
