import type { Json } from '../base/index.js'
import { itemsOf, membersOf, toPlain } from './plain.js'
import type { Plain } from './plain.js'

/** Guard and action names of a machine configuration, each once, in document order. */
export interface MachineNames {
  readonly guards: readonly string[]
  readonly actions: readonly string[]
}

const namesIn = (value: Json | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : itemsOf(value).filter((item) => typeof item === 'string')

const transitionsIn = (value: Json): readonly Json[] => (Array.isArray(value) ? itemsOf(value) : [value])

/** Collects the names that a person who runs the machine has to bind. */
export const machineNames = (config: Json): MachineNames => {
  const guards = new Set<string>()
  const actions = new Set<string>()
  const visit = (state: Json): void => {
    const members = membersOf(state)
    for (const name of [...namesIn(members.get('entry')), ...namesIn(members.get('exit'))]) actions.add(name)
    for (const candidates of membersOf(members.get('on')).values()) {
      for (const transition of transitionsIn(candidates)) {
        const parts = membersOf(transition)
        for (const name of namesIn(parts.get('guard'))) guards.add(name)
        for (const name of namesIn(parts.get('actions'))) actions.add(name)
      }
    }
    for (const child of membersOf(members.get('states')).values()) visit(child)
  }
  visit(config)
  return { guards: [...guards], actions: [...actions] }
}

// XState keeps states in plain objects: whole numbers would move to the front and `__proto__` would vanish.
const isUnsafe = (key: string): boolean => /^~*(?:__proto__|0|[1-9]\d*)$/.test(key)

/** The name under which XState is given a state key: the key itself unless a plain object cannot hold it in its place. */
export const outerKey = (key: string): string => (isUnsafe(key) ? `~${key}` : key)

/** The state key that `outerKey` hid. */
export const innerKey = (key: string): string => (key.startsWith('~') && isUnsafe(key.slice(1)) ? key.slice(1) : key)

const outerTarget = (target: string): string =>
  target
    .split('.')
    .map((segment, index) => (index === 0 && segment.startsWith('#') ? segment : outerKey(segment)))
    .join('.')

const outerTransition = (transition: Json): Plain => {
  if (typeof transition === 'string') return outerTarget(transition)
  return mapMembers(transition, (value, key) => (key === 'target' && typeof value === 'string' ? outerTarget(value) : toPlain(value)))
}

const outerCandidates = (value: Json): Plain => (Array.isArray(value) ? itemsOf(value).map(outerTransition) : outerTransition(value))

const outerMember = (value: Json, key: string): Plain => {
  if (key === 'initial' && typeof value === 'string') return outerKey(value)
  if (key === 'on') return mapMembers(value, outerCandidates)
  if (key !== 'states') return toPlain(value)
  return Object.fromEntries([...membersOf(value)].map(([name, child]) => [outerKey(name), toXstateConfig(child)]))
}

const mapMembers = (value: Json, one: (value: Json, key: string) => Plain): { readonly [key: string]: Plain } =>
  Object.fromEntries([...membersOf(value)].map(([key, member]) => [key, one(member, key)]))

/** The configuration as `createMachine` takes it: unchanged, but for state keys that no plain object can hold (see `outerKey`). */
export const toXstateConfig = (config: Json): { readonly [key: string]: Plain } => mapMembers(config, outerMember)
