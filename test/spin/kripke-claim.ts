import { spawnSync } from 'node:child_process'
import { unreachable } from '../../src/base/index.js'
import type { LassoWord } from '../../src/checker/temporal/lasso.js'
import type { Formula } from '../../src/checker/temporal/ltl.js'

/** A never claim as a table: for each state whether it accepts, and its moves with the condition that each letter must meet. */
export interface Claim {
  readonly states: readonly {
    readonly accepts: boolean
    readonly moves: readonly { readonly when: (holds: (name: string) => boolean) => boolean; readonly next: number }[]
  }[]
}

/** The name of the proposition that changes with every step: SPIN is built without `next`. */
export const BEAT = 'beat'

/** How `X f` is said: by what holds now and then (`cases`), or by what follows from what holds now (`premises`). They mean the same. */
export type NextStyle = 'cases' | 'premises'

const nextText = (inner: string, style: NextStyle): string => {
  const [on, off] = [`(${BEAT} U (!${BEAT} && ${inner}))`, `(!${BEAT} U (${BEAT} && ${inner}))`]
  return style === 'cases' ? `((${BEAT} && ${on}) || (!${BEAT} && ${off}))` : `((${BEAT} -> ${on}) && (!${BEAT} -> ${off}))`
}

/**
 * A formula in the language of SPIN. `W` is said by `V`. `X f` is said by the beat: if it is on, it stays on until it is off and f holds,
 * which can only be at the next position; and the other way round.
 */
export const spinText = (formula: Formula, style: NextStyle): string => {
  const text = (one: Formula): string => spinText(one, style)
  switch (formula.kind) {
    case 'true':
    case 'false':
      return formula.kind
    case 'proposition':
      return formula.name
    case 'not':
      return `(!${text(formula.of)})`
    case 'next':
      return nextText(text(formula.of), style)
    case 'eventually':
      return `(<>${text(formula.of)})`
    case 'globally':
      return `([]${text(formula.of)})`
    case 'weak-until': {
      const [left, right] = [text(formula.left), text(formula.right)]
      return `(${right} V (${left} || ${right}))`
    }
    case 'and':
    case 'or':
    case 'implies':
    case 'iff':
    case 'until':
    case 'release': {
      const sign = { and: '&&', or: '||', implies: '->', iff: '<->', until: 'U', release: 'V' }[formula.kind]
      return `(${text(formula.left)} ${sign} ${text(formula.right)})`
    }
    default:
      return unreachable(formula)
  }
}

/** The never claim that SPIN makes of a formula, or null if it takes longer than `milliseconds`. */
export const claimText = (formula: string, milliseconds: number, tries = 3): string | null => {
  const bounds = { encoding: 'utf8', timeout: milliseconds, killSignal: 'SIGKILL' } as const
  const { status, stdout, stderr, signal, error } = spawnSync('spin', ['-f', formula], bounds)
  if (signal !== null) return null
  // A machine under load may fail to start it.
  if (stdout === '' && stderr === '' && tries > 1) return claimText(formula, milliseconds, tries - 1)
  // SPIN says what is wrong with a formula and goes on.
  if (status !== 0 || stderr !== '' || !stdout.startsWith('never')) {
    throw new Error(`spin -f '${formula}': ${status} ${error?.message ?? ''} ${stdout}${stderr}`)
  }
  return stdout
}

const GUARD = /\s*(&&|\|\||!|\(|\)|\w+)/y

type Condition = (holds: (name: string) => boolean) => boolean

const conditionOf = (text: string): Condition => {
  const words: string[] = []
  GUARD.lastIndex = 0
  for (let match = GUARD.exec(text); match !== null; match = GUARD.exec(text)) words.push(match[1] ?? '')
  if (words.join('') !== text.replaceAll(/\s/g, '')) throw new Error(`not a condition: ${text}`)
  let at = 0
  const operand = (): Condition => {
    const word = words[at++]
    if (word === '!') {
      const of = operand()
      return (holds) => !of(holds)
    }
    if (word === '(') {
      const of = sum()
      if (words[at++] !== ')') throw new Error(`not a condition: ${text}`)
      return of
    }
    if (word === '1' || word === 'true') return () => true
    if (word === '0' || word === 'false') return () => false
    if (word === undefined || !/^\w+$/.test(word)) throw new Error(`not a condition: ${text}`)
    return (holds) => holds(word)
  }
  const joined = (sign: string, part: () => Condition, join: (a: boolean, b: () => boolean) => boolean): Condition => {
    let left = part()
    while (words[at] === sign) {
      at++
      const [a, b] = [left, part()]
      left = (holds) => join(a(holds), () => b(holds))
    }
    return left
  }
  const product = (): Condition => joined('&&', operand, (a, b) => a && b())
  const sum = (): Condition => joined('||', product, (a, b) => a || b())
  const condition = sum()
  if (at !== words.length) throw new Error(`not a condition: ${text}`)
  return condition
}

/** Reads the text of a never claim; whatever it does not know is an error. */
export const readClaim = (text: string): Claim => {
  const states: { accepts: boolean; moves: { when: Condition; next: string }[] }[] = []
  const places = new Map<string, number>()
  let labelled = false
  for (const raw of text.split('\n').slice(1)) {
    const line = raw.trim()
    const label = /^(\w+):$/.exec(line)?.[1]
    const move = /^:: (.*) -> goto (\w+)$/.exec(line)
    const done = /^:: atomic \{ (.*) -> assert\(!(.*)\) \}$/.exec(line)
    const state = states.at(-1)
    if (label !== undefined) {
      if (!labelled) states.push({ accepts: false, moves: [] })
      const own = states.at(-1)
      if (own !== undefined && label.startsWith('accept')) own.accepts = true
      places.set(label, states.length - 1)
    } else if (move !== null) state?.moves.push({ when: conditionOf(move[1] ?? ''), next: move[2] ?? '' })
    // What is asserted fails: nothing more is asked of what follows.
    else if (done !== null && done[1] === done[2]) state?.moves.push({ when: conditionOf(done[1] ?? ''), next: 'accept_all' })
    else if (line === 'skip') state?.moves.push({ when: () => true, next: 'accept_all' })
    else if (!['', '}', 'do', 'od;', 'if', 'fi;', ':: false'].includes(line)) throw new Error(`unknown line of a claim: ${line}`)
    labelled = label !== undefined
  }
  const placeOf = (label: string): number => {
    const place = places.get(label)
    if (place === undefined) throw new Error(`unknown label of a claim: ${label}`)
    return place
  }
  const placed = states.map(({ accepts, moves }) => ({ accepts, moves: moves.map(({ when, next }) => ({ when, next: placeOf(next) })) }))
  return { states: placed }
}

/** Whether a claim accepts a word that repeats: from a node that it can be at, an accepting state lies on a way round. By plain search. */
export const claimAccepts = ({ states }: Claim, { letters, back }: LassoWord): boolean => {
  const nextOf = (node: number): readonly number[] => {
    const [position, state] = [node % letters.length, Math.floor(node / letters.length)]
    const after = position + 1 < letters.length ? position + 1 : back
    const holds = (name: string): boolean => letters[position]?.has(name) === true
    return (states[state]?.moves ?? []).filter(({ when }) => when(holds)).map(({ next }) => next * letters.length + after)
  }
  const reachedFrom = (nodes: readonly number[]): ReadonlySet<number> => {
    const reached = new Set(nodes)
    for (const node of reached) for (const next of nextOf(node)) reached.add(next)
    return reached
  }
  return [...reachedFrom([0])].some((node) =>
    states[Math.floor(node / letters.length)]?.accepts === true && reachedFrom(nextOf(node)).has(node))
}
