import type { ReasonDeclaration } from './law.js'

/** A reason that a proposition speaks of: of the verdict of a step, or of its routing. */
export interface NamedReason {
  readonly table: 'validation' | 'routing'
  readonly reason: string
}

type Declared = { readonly reasons: readonly ReasonDeclaration[] }

const PREFIXES = { validation: 'refused-', routing: 'routed-' } as const

/** Whether a name is kept for propositions about reasons, so that no declared one can have it (LAW-42). */
export const isReasonName = (name: string): boolean => Object.values(PREFIXES).some((prefix) => name.startsWith(prefix))

/**
 * The propositions of form `step` that every law has beside the declared ones (LAW-42), by name: a step was refused with a reason, or its
 * entry has a routing reason. A character that names of propositions do not have becomes `-`; a name that then ends in `-`, or that two
 * reasons would have, is none.
 */
export const reasonNames = (validation: Declared, routing: Declared): ReadonlyMap<string, NamedReason> => {
  const named = new Map<string, NamedReason | null>()
  for (const [table, { reasons }] of [['validation', validation], ['routing', routing]] as const) {
    for (const { reason } of reasons) {
      const name = `${PREFIXES[table]}${reason.replace(/[^A-Za-z0-9_-]/gu, '-')}`
      named.set(name, named.has(name) || name.endsWith('-') ? null : { table, reason })
    }
  }
  return new Map([...named].flatMap(([name, one]) => (one === null ? [] : [[name, one] as const])))
}
