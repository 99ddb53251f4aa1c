import type { Law } from '../../artifact/law.js'
import { transitionEvent } from '../../kernel/facts.js'
import { composeMachines } from './composition.js'
import type { CompositionOptions, CompositionResult, Part } from './composition.js'

// What a session asks of its machines, as events of the composition (SES-11, SES-31, LAW-49, LAW-54).
const OPERATOR = ['operator new', 'operator reuse']
const ENDS = ['close', 'recover']

/**
 * Session, environment and frame of a law as parts with the events that they share: an allowed operator is taken by session and frame, an
 * allowed transition by all three, an end by session and frame; what is refused is taken by the session alone. An event of the environment
 * machine that asks for no environment of the law never happens, and no transition to an environment of which that machine has no event.
 */
export const lawParts = ({ machines: { session, environment, frame }, environments }: Law): readonly Part[] => {
  const asked = [...environments.keys()].filter((name) => environment.events.includes(transitionEvent(name)))
  const asking = new Map(asked.map((name) => [transitionEvent(name), `transition ${name}`]))
  const transitions = [...asking.values()]
  return [
    {
      name: 'session',
      machine: session,
      events: new Map([
        ['operator', [...OPERATOR, 'operator refused']],
        ['transition', [...transitions, 'transition refused']],
      ]),
    },
    {
      name: 'environment',
      machine: environment,
      events: new Map(environment.events.map((event) => [event, asking.has(event) ? [asking.get(event) ?? ''] : []])),
    },
    {
      name: 'frame',
      machine: frame,
      events: new Map([['new', ['operator new']], ['reuse', ['operator reuse']], ['transition', transitions], ['end', ENDS]]),
    },
  ]
}

/** Session × environment × frame of a law, from the initial state of each; guards and the choice of the tables are free. */
export const composeLaw = (law: Law, options: CompositionOptions = {}): CompositionResult =>
  composeMachines(lawParts(law), { name: `${law.bundle.id} ${law.bundle.version}`, ...options })
