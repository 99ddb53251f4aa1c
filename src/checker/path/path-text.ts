import { assert } from '../../base/index.js'
import type { Kernel, State, Step } from '../../kernel/index.js'
import { openingValue, showPath } from './counterexample.js'
import type { Shown, ShownPath } from './counterexample.js'
import type { Model } from '../model.js'
import type { ModelPath } from '../verdict.js'

/** A variable that a step changed. */
export interface Change {
  readonly variable: string
  readonly from: string
  readonly to: string
}

/** One position of a path: what was asked, what came of it and why, what changed, and the invariants that do not hold there. */
export interface PathStep {
  readonly event: string
  /** How many other events of the model do the same here. */
  readonly alike: number
  readonly outcome: string
  /** The rules that decided, the last one first; where no rule of a table holds, that is said. */
  readonly rules: readonly string[]
  readonly changes: readonly Change[]
  readonly broken: readonly string[]
}

/** A path for people: the values that it begins with, its steps, and the position to which it returns (CHK-40). */
export interface DescribedPath {
  readonly opening: readonly { readonly variable: string; readonly value: string }[]
  readonly brokenAtOpening: readonly string[]
  readonly steps: readonly PathStep[]
  readonly loop: number | null
}

const ruleTexts = (step: Step | null): readonly string[] =>
  (step?.decisions ?? [])
    .map(({ table, winner }) => (winner === null ? `no rule of ${table} refuses` : `rule ${winner} of ${table}`))
    .toReversed()

// The steps of the kernel along the path; null at a step that is not of a session.
const replayed = (model: Model, shown: ShownPath, kernel: Kernel | null): readonly (Step | null)[] => {
  const [environment, backend] = [openingValue(model, shown, 'environment'), openingValue(model, shown, 'backend')]
  const opened = kernel?.open({ environment, backend })
  let state: State | null = opened?.ok === true ? opened.state : null
  return shown.moves.map(({ asked: { event } }) => {
    if (kernel === null || state === null || event.kind !== 'session') return null
    const step = kernel.step(state, event.event)
    assert(step !== null, 'a session takes each step of its path')
    state = step.state
    return step
  })
}

const changesBetween = (model: Model, before: readonly string[], after: readonly string[]): readonly Change[] =>
  model.variables.flatMap(({ name }, index) => {
    const [from, to] = [before[index] ?? '', after[index] ?? '']
    return from === to ? [] : [{ variable: name, from, to }]
  })

/**
 * What happens on a path (CHK-43). `kernel` is that of the law whose sessions `model` follows: the path is taken again on it, for the rules
 * that decided; null for a model of machines.
 */
export const describePath = (model: Model, path: ModelPath, kernel: Kernel | null): DescribedPath => {
  const shown = showPath(model, path)
  const { texts, moves, loop } = shown
  const steps = replayed(model, shown, kernel)
  const brokenOf = (label: number): readonly string[] => model.label(label).broken.map((place) => model.invariants[place] ?? '')
  return {
    opening: model.variables.map(({ name }, index) => ({ variable: name, value: texts[0]?.[index] ?? '' })),
    brokenAtOpening: brokenOf(model.opening(path.states[0] ?? 0)),
    loop,
    steps: moves.map(({ label, asked: { name, alike } }, index) => ({
      event: name,
      alike,
      outcome: model.label(label).outcome,
      rules: ruleTexts(steps[index] ?? null),
      changes: changesBetween(model, texts[index] ?? [], texts[index + 1] ?? []),
      broken: brokenOf(label),
    })),
  }
}

const WIDTH = 96
const INDENT = '        '
const TAG = 5

// Control characters and direction marks: none of them may reach a terminal from an artifact.
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

const printable = (text: string): string => text.replace(UNPRINTABLE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1).replace(/[\ud800-\udbff]$/, '')}…`

/** Pieces behind a tag on as few lines as they fit on, with commas between them; a piece alone is cut at the width. */
const tagged = (tag: string, pieces: readonly string[]): readonly string[] => {
  const room = WIDTH - INDENT.length - TAG
  const lines: string[] = []
  for (const piece of pieces.map((one) => cut(printable(one), room - 1))) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + piece.length + 3 <= room) lines[lines.length - 1] = `${last}, ${piece}`
    else lines.push(piece)
  }
  return lines.map((line, index) => `${INDENT}${(index === 0 ? tag : '').padEnd(TAG)}${line}${index < lines.length - 1 ? ',' : ''}`)
}

const brokenLines = (names: readonly string[]): readonly string[] => tagged('!', names.map((name) => `${name} does not hold here`))

const EVENT_WIDTH = 40

const stepLines = (step: PathStep, number: number): readonly string[] => {
  const others = step.alike === 0 ? '' : ` and ${step.alike} alike`
  const event = `${cut(printable(step.event), EVENT_WIDTH - others.length)}${others}`.padEnd(EVENT_WIDTH)
  return [
    cut(`${String(number).padStart(4)}  ${event}  ${printable(step.outcome)}`, WIDTH),
    ...tagged('by', step.rules),
    ...tagged('now', step.changes.map(({ variable, from, to }) => `${variable} ${from} -> ${to}`)),
    ...brokenLines(step.broken),
  ]
}

const plural = (count: number): string => (count === 1 ? '1 step' : `${count} steps`)

const headline = ({ property, clause }: Shown, { steps: { length }, loop }: DescribedPath): string => {
  const about = clause === null ? property : `${property} (${clause})`
  if (loop === null) return `${about} is violated after ${plural(length)}`
  if (loop === length) return `${about} is violated: the session ends after ${plural(length)}`
  return `${about} is violated: ${plural(loop)}, then ${plural(length - loop)} for ever`
}

const loopLine = (loop: number, count: number): string =>
  loop === count ? '  ---- the end: nothing more happens'
    : `  ---- the loop begins: ${loop + 1 === count ? `step ${count} repeats` : `steps ${loop + 1} to ${count} repeat`} for ever`

// The two arguments of a session, and what is not as its domain begins: the rest of its opening says nothing.
const openingPieces = (model: Model, { opening }: DescribedPath, isSession: boolean): readonly string[] =>
  opening
    .filter(({ value }, index) => !isSession || index < 2 || value !== model.variables[index]?.values[0])
    .map(({ variable, value }) => `${variable} ${value}`)

/**
 * A path as text of at most 96 columns that ends in LF (CHK-43): the property, the opening, and for each step the event, its outcome, the
 * rules that decided and only what changed; where the loop begins, and which invariants do not hold where.
 */
export const pathText = (model: Model, path: ModelPath, said: Shown, kernel: Kernel | null): string => {
  const described = describePath(model, path, kernel)
  const { steps, loop } = described
  const lines = [
    cut(printable(headline(said, described)), WIDTH),
    ...(said.why === null ? [] : [cut(`  ${printable(said.why)}`, WIDTH)]),
    '',
    '   0  open',
    ...tagged('with', openingPieces(model, described, kernel !== null)),
    ...brokenLines(described.brokenAtOpening),
  ]
  for (const [index, step] of steps.entries()) {
    if (index === loop) lines.push(loopLine(index, steps.length))
    lines.push(...stepLines(step, index + 1))
  }
  if (loop === steps.length) lines.push(loopLine(loop, loop))
  return `${lines.join('\n')}\n`
}
