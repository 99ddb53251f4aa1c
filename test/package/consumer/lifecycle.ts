// The lifecycles of a law as XState machines, for a user's own tools.
import { openRules } from 'qcompute'
import type { Json } from 'qcompute'
import { lifecycleMachine, lifecycleMachines } from 'qcompute/xstate'
import type { LifecycleEvent, LifecycleMachine, LifecycleMachines } from 'qcompute/xstate'
import { createActor } from 'xstate'

const move: LifecycleEvent = { type: 'to.production', facts: { 'token-unbound': true } }

/** The state that a guarded event leads to. */
export const stateAfterMove = (): string => {
  const rules = openRules()
  const machines: LifecycleMachines = lifecycleMachines(rules)
  const config: Json | undefined = rules.source.machines.get('environment')
  const machine: LifecycleMachine = config === undefined ? machines.environment : lifecycleMachine(config)
  const actor = createActor(machine).start()
  actor.send(move)
  return String(actor.getSnapshot().value)
}
