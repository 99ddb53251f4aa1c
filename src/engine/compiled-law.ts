import { assert } from '../base/index.js'
import type { Law, Refusal, RoutingEvent } from '../artifact/law.js'
import { bindDecision } from './decision.js'
import type { Decision } from './decision.js'
import { compileEnvironmentMachine } from './environment-machine.js'
import type { EnvironmentMachine } from './environment-machine.js'
import { compileMachine } from './machine.js'
import type { CompiledMachine } from './machine.js'
import { compileRows } from './rows.js'
import type { Rows } from './rows.js'

/** The events that drive the session machine (LAW-53). */
export type SessionEventName = 'operator' | 'token' | 'transition' | 'close' | 'recover'

/** The events that drive the frame machine (LAW-54). */
export type FrameEventName = 'new' | 'reuse' | 'transition' | 'end'

/** A compiled machine whose events are known by name. */
export interface DrivenMachine<E extends string> {
  readonly table: CompiledMachine
  readonly events: { readonly [name in E]: number }
}

/** A law compiled for execution. It holds nothing that changes, so any number of sessions share it (SES-04). */
export interface CompiledLaw {
  readonly law: Law
  readonly rows: Rows
  readonly decideOperator: Decision<Refusal>
  readonly decideToken: Decision<Refusal>
  readonly decideTransition: Decision<Refusal>
  readonly route: Decision<RoutingEvent>
  readonly session: DrivenMachine<SessionEventName>
  readonly frame: DrivenMachine<FrameEventName>
  readonly environment: EnvironmentMachine
}

const eventIndex = (table: CompiledMachine, event: string): number => {
  const index = table.events.indexOf(event)
  assert(index >= 0, `the machine has the event ${event}`)
  return index
}

const driveSession = (table: CompiledMachine): DrivenMachine<SessionEventName> => ({
  table,
  events: {
    operator: eventIndex(table, 'operator'),
    token: eventIndex(table, 'token'),
    transition: eventIndex(table, 'transition'),
    close: eventIndex(table, 'close'),
    recover: eventIndex(table, 'recover'),
  },
})

const driveFrame = (table: CompiledMachine): DrivenMachine<FrameEventName> => ({
  table,
  events: {
    new: eventIndex(table, 'new'),
    reuse: eventIndex(table, 'reuse'),
    transition: eventIndex(table, 'transition'),
    end: eventIndex(table, 'end'),
  },
})

/** Compiles a loaded law: rows, decision tables and machines. Throws LimitReached where a machine is too large (LAW-20 to LAW-56). */
export const compileLaw = (law: Law): CompiledLaw => {
  const rows = compileRows(law)
  const frame = driveFrame(compileMachine(law.machines.frame))
  // The frame machine is not parallel, so one state is active in each configuration (LAW-49).
  const context = { law, frameStates: frame.table.configurations.map(([path]) => path ?? '') }
  return {
    law,
    rows,
    decideOperator: bindDecision(context, law.validation.operator),
    decideToken: bindDecision(context, law.validation.token),
    decideTransition: bindDecision(context, law.validation.transition),
    route: bindDecision(context, law.routing.operator),
    session: driveSession(compileMachine(law.machines.session)),
    frame,
    environment: compileEnvironmentMachine(context, rows),
  }
}
