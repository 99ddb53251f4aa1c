import type { Inconsistency } from '../artifact/inconsistency.js'
import type { DecisionTable, Law, OperatorSpec, Refusal } from '../artifact/law.js'
import { LIMITS } from '../base/index.js'
import { Cells, referencesOf, weightOf } from './cell.js'
import type { Cell, Possible } from './cell.js'
import type { FactValue } from './expression.js'
import { plainFact, transitionEvent } from './facts.js'
import { checkFrameMachine } from './lifecycle.js'
import { stepMachine } from './machine.js'
import { fixedPlacement } from './placement.js'
import { winnerOf } from './rule.js'

const undecided = (artifact: string, path: readonly string[]): Inconsistency => ({
  code: 'consistency-undecided',
  artifact,
  path,
  message:
    `the facts that this table reads have more than ${LIMITS.tableCells.value} combinations, ` +
    `or deciding them all takes more than ${LIMITS.tableEvaluations.value} evaluations`,
  expected: 'conditions that read fewer facts, or fewer rules',
})

/** What the checks of one law may still evaluate (NUM-05). */
class Effort {
  #left: number = LIMITS.tableEvaluations.value

  /** Whether binding a table of this weight and deciding `cells` by it is within the limits. If so, spends it. */
  allows(cells: Cells | null, weight: number): boolean {
    if (cells?.isTooLarge === true) return false
    this.#left -= ((cells?.size ?? 0) + 1) * weight
    return this.#left >= 0
  }

  get isSpent(): boolean {
    return this.#left < 0
  }
}

/** What the row of an allowed operator fixes (LAW-52). */
const possibleInRow = (law: Law, row: OperatorSpec, frameStates: readonly string[]): Possible => {
  const isRanked = law.operators.tiers.includes(row.tier)
  const placement = fixedPlacement(law, row)
  const fixed = new Map<string, readonly FactValue[]>([
    ['operator-parsed', [true]],
    ['operator-known', [true]],
    ['arguments-valid', [true]],
    ['operator-name', [row.name]],
    ['operator-family', [row.family]],
    ['operator-tier', [row.tier]],
    ['operator-ranked', [isRanked]],
    ['operator-needs-token', [row.needsToken]],
    ['drift-label', [row.drift]],
    ['tier-decrease-option', [law.validation.options.tierDecrease]],
    ['tier-step', isRanked ? ['none', 'same', 'up', 'down'] : ['unranked']],
    ['frame-state', frameStates],
    ...(placement === null ? [] : [['backend-target', [placement.backend]] as const]),
  ])
  const isArgument = (name: string | null): boolean => row.parameters.some((parameter) => parameter.name === name)
  return ({ fact, field }) => (fact === 'params' && !isArgument(field) ? [null] : fixed.get(fact))
}

// LAW-52 and LAW-55: rows for which the table can read the same are looked at once.
const checkRouting = (law: Law, frameStates: readonly string[], effort: Effort): readonly Inconsistency[] => {
  const table = law.routing.operator
  const references = referencesOf(table)
  const weight = weightOf(table)
  const accepted = new Map(
    frameStates.map((state) => [
      state,
      new Set(['new', 'reuse'].filter((event) => stepMachine(law.machines.frame, [state], event, () => false).changed)),
    ]),
  )
  const problems: Inconsistency[] = []
  const verdicts = new Map<string, OperatorSpec['frame']>()
  for (const [index, row] of [...law.operators.operators.values()].entries()) {
    const possible = possibleInRow(law, row, frameStates)
    if (!effort.allows(null, references.length)) return [...problems, undecided('routing', ['table'])]
    const signature = JSON.stringify(references.map((reference) => possible(reference) ?? null))
    if (!verdicts.has(signature)) {
      const cells = new Cells(law, possible)
      const bound = cells.bind(table)
      const stateIn = cells.read(plainFact('frame-state'))
      if (!effort.allows(cells, weight)) return [...problems, undecided('routing', ['table'])]
      const actionIn = (cell: Cell): string => winnerOf(bound, cell)?.event.frameAction ?? ''
      const refused = cells.find((cell) => accepted.get(String(stateIn(cell)))?.has(actionIn(cell)) !== true)
      if (refused !== null) problems.push(routingRefused(row, cells.describe(refused)))
      const reuses = cells.find((cell) => actionIn(cell) === 'reuse') !== null
      verdicts.set(signature, reuses ? 'reuse' : 'new')
    }
    const stated = verdicts.get(signature)
    if (stated !== undefined && stated !== row.frame) problems.push(frameStatement(index, row, stated))
  }
  return problems
}

const routingRefused = (row: OperatorSpec, where: string): Inconsistency => ({
  code: 'routing-refused',
  artifact: 'routing',
  path: ['table'],
  message: `the frame machine does not accept what the routing table chooses for ${row.name}, ${where}`,
  expected: 'an action that the state of the frame machine accepts (LAW-55)',
})

const frameStatement = (index: number, row: OperatorSpec, expected: OperatorSpec['frame']): Inconsistency => ({
  code: 'frame-statement',
  artifact: 'operators',
  path: ['operators', index, 'frame'],
  message: `${row.name} says frame: ${row.frame}, but the routing table ${expected === 'new' ? 'always opens a frame' : 'can reuse one'}`,
  expected,
})

/** What environment and target of a transition fix (LAW-56). */
const possibleInMove = (law: Law, from: string, to: string | null, frameStates: readonly string[]): Possible => {
  const environment = law.environments.get(from)
  const candidate = to === null ? undefined : law.machines.environment.nodes.get(from)?.on.get(transitionEvent(to))?.[0]
  const fixed = new Map<string, readonly FactValue[]>([
    ['environment', [from]],
    ['environment-terminal', [environment?.terminal === true]],
    ['environment-tiers', [environment?.tiers ?? []]],
    ['frame-state', frameStates],
    ['transition-target', [to]],
    ['transition-defined', [candidate !== undefined]],
    ['transition-guard', [candidate?.guard ?? null]],
  ])
  return ({ fact }) => fixed.get(fact)
}

// LAW-56. Without a deployed token none is unbound.
const checkTransitions = (law: Law, frameStates: readonly string[], effort: Effort): readonly Inconsistency[] => {
  const { environment: machine } = law.machines
  // A step of the machine looks for its states in their order, which costs far less than a test.
  const weight = weightOf(law.validation.transition) + Math.ceil(machine.nodes.size / 16)
  const problems: Inconsistency[] = []
  for (const from of law.environments.keys()) {
    for (const to of [...law.environments.keys(), null]) {
      const cells = new Cells(law, possibleInMove(law, from, to, frameStates))
      const bound = cells.bind(law.validation.transition)
      const guards = new Map(machine.guards.map((name) => [name, cells.read(plainFact(name))]))
      const [deployed, unbound] = [cells.read(plainFact('token-deployed')), cells.read(plainFact('token-unbound'))]
      if (!effort.allows(cells, weight)) return [...problems, undecided('validation', ['tables', 'transition'])]
      const event = transitionEvent(to ?? '')
      const differing = cells.find((cell) => {
        if (unbound(cell) === true && deployed(cell) !== true) return false
        const taken = stepMachine(machine, [from], event, (name) => guards.get(name)?.(cell) === true)
        return (winnerOf(bound, cell) === null) !== taken.changed
      })
      if (differing !== null) problems.push(transitionStatement(from, to, cells.describe(differing)))
    }
  }
  return problems
}

const transitionStatement = (from: string, to: string | null, where: string): Inconsistency => ({
  code: 'transition-statement',
  artifact: 'validation',
  path: ['tables', 'transition'],
  message: `from ${from} to ${to ?? 'an unknown name'} the transition table and the environment machine differ, ${where}`,
  expected: 'a refusal exactly where the environment machine takes no transition (LAW-56)',
})

/** Whether one rule of `table` holds in every cell in which `fact` is `value`. */
const alwaysRefuses = (law: Law, table: DecisionTable<Refusal>, fact: string, value: boolean, effort: Effort): boolean =>
  table.some((rule) => {
    const cells = new Cells(law, (reference) => (reference.fact === fact ? [value] : undefined))
    const bound = cells.bind([rule])
    return !effort.isSpent && effort.allows(cells, weightOf([rule])) && cells.find((cell) => winnerOf(bound, cell) === null) === null
  })

// SES-22, SES-27, SES-40: only what has a row, arguments that fit and lawful drift can be placed in a frame.
const checkRefusals = (law: Law, effort: Effort): readonly Inconsistency[] => {
  const needed: readonly (readonly [string, boolean])[] = [
    ['arguments-valid', false],
    ...(law.drift.scale.length === 0 ? [] : [['drift-exceeds', true] as const]),
  ]
  const path = ['tables', 'operator']
  const missing = needed.filter(([fact, value]) => !alwaysRefuses(law, law.validation.operator, fact, value, effort))
  if (effort.isSpent) return [undecided('validation', path)]
  return missing.map(([fact, value]) => ({
    code: 'operator-unrefused',
    artifact: 'validation',
    path,
    message: `no rule refuses every operator for which ${fact} is ${value}`,
    expected: `a rule whose conditions hold whenever ${fact} is ${value}`,
  }))
}

/**
 * What a law states twice must be equal: frames of operators (LAW-52), the frame machine (LAW-54), routing against it (LAW-55), the
 * transition table against the environment machine (LAW-56). Looks at every cell, within LIMITS.tableCells and LIMITS.tableEvaluations;
 * gives what contradicts.
 */
export const checkConsistency = (law: Law): readonly Inconsistency[] => {
  const { reachable, problems } = checkFrameMachine(law.machines.frame)
  const effort = new Effort()
  const routing = checkRouting(law, reachable, effort)
  const transitions = effort.isSpent ? [] : checkTransitions(law, reachable, effort)
  return [...problems, ...routing, ...transitions, ...(effort.isSpent ? [] : checkRefusals(law, effort))]
}
