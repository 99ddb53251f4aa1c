import type { ChartState, ChartTransition } from './picture-chart.js'
import { cut, widthOf } from './picture-text.js'

/** Whether what a line tells was met: shown by a sign as well as by a colour; null where nothing is counted. */
export type Mark = 'met' | 'never' | null

/** One line of text in a picture. */
export interface Line {
  readonly text: string
  /** The whole text where `text` is cut, for whoever points at it. */
  readonly full: string
  readonly style: 'name' | 'event' | 'detail'
  readonly mark: Mark
}

/** Size of letters, and room from one line to the next. */
export const LETTER = { name: 13, event: 12, detail: 11 } as const
const ROOM = { name: 19, event: 16, detail: 15 } as const

/** Room for the sign before a line that has one. */
export const MARK_WIDTH = 15

const TEXT_MAX = 44

const line = (text: string, style: Line['style'], mark: Mark): Line => ({ text: cut(text, TEXT_MAX), full: text, style, mark })

const markOf = (count: number): Mark => (count > 0 ? 'met' : 'never')

const times = (count: number): string => (count === 0 ? 'never' : `${count}`)

/** The lines of a transition: its event with its count, the outcomes of its guard, and its actions. */
export const transitionLines = (transition: ChartTransition, isInner = false): readonly Line[] => {
  const { event, guard, actions, reenter, count } = transition
  const guardLine = guard === null ? [] : [
    line(`[${guard.name}]`, 'detail', null),
    line(`true ${times(guard.held)}, false ${times(guard.failed)}`, 'detail', guard.held > 0 && guard.failed > 0 ? 'met' : 'never'),
  ]
  const done = [...(reenter ? ['(reenters)'] : []), ...(actions.length === 0 ? [] : [`/ ${actions.join(', ')}`])]
  return [
    line(`${event}${isInner && actions.length === 0 ? ' (stays)' : ''}: ${times(count)}`, 'event', markOf(count)),
    ...guardLine,
    ...done.map((text) => line(text, 'detail', null)),
  ]
}

/** The lines of a state: its name, its count, what it does on entry and exit, and the transitions that stay in it. */
export const stateLines = (state: ChartState, name: string): { readonly head: readonly Line[]; readonly inner: readonly Line[] } => ({
  head: [
    line(name, 'name', state.path === '' ? null : markOf(state.count)),
    ...(state.path === '' ? [] : [line(state.count > 0 ? `reached ${state.count}` : 'never reached', 'detail', null)]),
    ...(state.entry.length === 0 ? [] : [line(`entry / ${state.entry.join(', ')}`, 'detail', null)]),
    ...(state.exit.length === 0 ? [] : [line(`exit / ${state.exit.join(', ')}`, 'detail', null)]),
  ],
  inner: state.inner.flatMap((transition) => transitionLines(transition, true)),
})

/** Width of some lines, signs included. */
export const linesWidth = (lines: readonly Line[]): number =>
  lines.reduce((most, { text, style }) => Math.max(most, MARK_WIDTH + widthOf(text, LETTER[style])), 0)

/** Height of one line. */
export const lineHeight = ({ style }: Line): number => ROOM[style]

/** Height of some lines. */
export const linesHeight = (lines: readonly Line[]): number => lines.reduce((sum, one) => sum + lineHeight(one), 0)
