import { setup } from 'xstate'
import type { LawSource } from '../artifact/law.js'
import type { Json } from '../base/index.js'
import { machineNames, toXstateConfig } from './machine-config.js'
import type { Plain } from './plain.js'

/**
 * An event of a lifecycle machine: its name and, where the law guards the transition, the facts that the guards read.
 * `{ type: 'to.production', facts: { 'token-unbound': true } }` says that a deployed token is not bound yet. A fact that is not
 * given counts as false, so that a guarded transition is not taken by omission.
 */
export interface LifecycleEvent {
  readonly type: string
  readonly facts?: { readonly [fact: string]: boolean }
}

const factHolds = (name: string, { facts }: LifecycleEvent): boolean =>
  facts !== undefined && Object.hasOwn(facts, name) && facts[name] === true

/** Binds the names of a machine: guards read the fact of their name from the event, actions do nothing until somebody provides them. */
const bind = (config: { readonly [key: string]: Plain }, guards: readonly string[], actions: readonly string[]) =>
  setup({
    types: { events: {} as LifecycleEvent, context: {} as Record<string, never> },
    guards: Object.fromEntries(guards.map((name) => [name, ({ event }: { event: LifecycleEvent }) => factHolds(name, event)])),
    actions: Object.fromEntries(actions.map((name) => [name, () => undefined])),
    // The configuration is data that the law's decoder has checked; XState's types are made for literals.
  }).createMachine({ context: {}, ...config } as never)

/** A lifecycle of a law as a real XState machine; see `LifecycleEvent` for what to send and `provide` for what to do on actions. */
export type LifecycleMachine = ReturnType<typeof bind>

/** The lifecycles that a session drives (LAW-45). */
export interface LifecycleMachines {
  readonly session: LifecycleMachine
  readonly environment: LifecycleMachine
  readonly frame: LifecycleMachine
}

/**
 * One machine configuration, as read, as an XState machine. Its guards are facts of the event, its named actions do nothing:
 * `.provide({ actions: { 'bind-token': () => … } })` gives them a body. Throws what XState throws on a configuration it refuses.
 */
export const lifecycleMachine = (config: Json): LifecycleMachine => {
  const { guards, actions } = machineNames(config)
  return bind(toXstateConfig(config), guards, actions)
}

/**
 * The machines of `law` for people's own tools: the artifacts unchanged, with the law's guards bound (DESIGN §3). They show the order of
 * things; they count, bind and capture nothing. Throws a TypeError if `law` lacks a machine, which no loaded law does.
 */
export const lifecycleMachines = (law: { readonly source: LawSource }): LifecycleMachines => {
  const one = (name: keyof LifecycleMachines): LifecycleMachine => {
    const config = law.source.machines.get(name)
    if (config === undefined) throw new TypeError(`the law has no machine ${name}`)
    return lifecycleMachine(config)
  }
  return { session: one('session'), environment: one('environment'), frame: one('frame') }
}
