// Transitions of the frame machine: the compiled table beside an XState actor and XState's pure transition; states compared.
import { createActor, getInitialSnapshot, getNextSnapshot } from 'xstate'
import { lifecycleMachines } from '../dist/oracle/xstate.js'
import { compileMachine } from '../dist/engine/index.js'
import { compare } from './measure.mjs'
import { law, makeDraw } from './subject.mjs'

/** Rows of the bench of transitions per second; throws if the walks end in different states. */
export async function run({ quick }) {
  const machine = compileMachine(law.machines.frame)
  const xstate = lifecycleMachines(law).frame
  const names = ['new', 'reuse', 'transition']
  const draw = makeDraw()
  const walk = Array.from({ length: quick ? 20_000 : 100_000 }, () => draw(names.length))
  const indexes = names.map((name) => machine.events.indexOf(name))
  const events = names.map((type) => ({ type }))

  function ours() {
    let at = machine.start.configuration
    for (const event of walk) at = machine.step(at, indexes[event], 0).next
    return machine.configurations[at].join()
  }
  function pure() {
    let snapshot = getInitialSnapshot(xstate)
    for (const event of walk) snapshot = getNextSnapshot(xstate, snapshot, events[event])
    return String(snapshot.value)
  }
  function actor() {
    const running = createActor(xstate).start()
    for (const event of walk) running.send(events[event])
    return String(running.getSnapshot().value)
  }
  if (ours() !== pure() || ours() !== actor()) throw new Error('the walks end in different states')

  const side = (label, work) => ({ label, units: walk.length, work })
  const shared = { unit: 'transitions/s', ours: side('compiled machine', ours), rounds: quick ? 3 : 9 }
  return [
    await compare({ ...shared, job: 'frame machine against an actor', theirs: side('XState actor', actor), goal: '>= 100' }),
    await compare({
      ...shared,
      job: 'frame machine against the pure function',
      theirs: side('XState getNextSnapshot', pure),
      goal: '>= 100',
    }),
  ]
}
