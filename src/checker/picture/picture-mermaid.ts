import type { Machine } from '../../artifact/machine.js'
import { chartOf } from './picture-chart.js'
import type { Chart, ChartEdge, ChartState, ChartTransition, CoverTable } from './picture-chart.js'
import { sharesText } from './picture-svg.js'
import { visible } from './picture-text.js'

// Letters that mean nothing to Mermaid stand for themselves; each other one is written by its number, which its texts allow.
const PLAIN = /[A-Za-z0-9 _.,()/-]/

/** `text` as a text of Mermaid, which cannot end a line, open a directive or add elements (CHK-58). */
export const mermaidText = (text: string): string =>
  [...visible(text)].map((character) => (PLAIN.test(character) ? character : `#${character.codePointAt(0) ?? 0};`)).join('')

interface Names {
  /** The name of a state in the text: states are numbered in document order, so that no name of an artifact becomes one. */
  readonly of: (path: string) => string
}

const countText = (count: number): string => (count === 0 ? 'never' : String(count))

const markText = (count: number): string => (count === 0 ? '#10007; ' : '')

const transitionText = ({ event, guard, actions, reenter, count }: ChartTransition): string => {
  const held = guard === null ? '' : ` (true ${countText(guard.held)}, false ${countText(guard.failed)})`
  const parts = [
    `${markText(count)}${mermaidText(event)}`,
    ...(guard === null ? [] : [`${mermaidText(`[${guard.name}]`)}${held}`]),
    ...(reenter ? ['(reenters)'] : []),
    ...(actions.length === 0 ? [] : [`/ ${mermaidText(actions.join(', '))}`]),
  ]
  return `${parts.join(' ')}#58; ${countText(count)}`
}

const innerText = (transition: ChartTransition): string =>
  `${transitionText(transition)}${transition.actions.length === 0 ? ' (stays)' : ''}`

const titleOf = (state: ChartState, name: string): string =>
  state.path === '' ? mermaidText(name) : `${markText(state.count)}${mermaidText(name)}#58; ${countText(state.count)}`

const detailsOf = (state: ChartState): readonly string[] => [
  ...(state.entry.length === 0 ? [] : [`entry / ${mermaidText(state.entry.join(', '))}`]),
  ...(state.exit.length === 0 ? [] : [`exit / ${mermaidText(state.exit.join(', '))}`]),
  ...state.inner.map(innerText),
]

/** An edge as Mermaid can draw it: between children of one state, with the inner states that it really joins in words. */
interface Lifted {
  readonly home: string
  readonly source: string
  readonly target: string
  readonly words: string
  readonly transitions: readonly ChartTransition[]
}

const above = (path: string): readonly string[] =>
  path === '' ? [] : ['', ...path.split('.').map((_key, index, keys) => keys.slice(0, index + 1).join('.'))]

// Mermaid moves a state that is named outside the state that holds it: so no line names one.
const liftedOf = ({ source, target, transitions }: ChartEdge): Lifted => {
  const [from, to] = [above(source), above(target)]
  const shared = from.filter((path, index) => path === to[index])
  const home = shared.at(-1) ?? ''
  const [child, other] = [from[shared.length] ?? home, to[shared.length] ?? home]
  const words = [...(child === source ? [] : [`from ${source}`]), ...(other === target ? [] : [`to ${target}`])].join(' ')
  return { home, source: child, target: other, words: words === '' ? '' : ` ${mermaidText(`(${words})`)}`, transitions }
}

const isInside = ({ home, source, target }: Lifted): boolean => source !== home && target !== home

// What has one end at the border of the state itself is told in its note.
const noteLine = (lifted: Lifted, at: string, edge: ChartEdge): readonly string[] => {
  if (lifted.home !== at || isInside(lifted)) return []
  const from = edge.source === at ? '' : `from ${mermaidText(edge.source)} `
  const to = edge.target === at ? 'its border' : mermaidText(edge.target)
  return lifted.transitions.map((transition) => `${from}to ${to}#58; ${transitionText(transition)}`)
}

const noteOf = (id: string, lines: readonly string[], indent: string): readonly string[] =>
  lines.length === 0 ? [] : [`${indent}note right of ${id}`, ...lines.map((line) => `${indent}  ${line}`), `${indent}end note`]

const stateLines = (state: ChartState, name: string, names: Names, chart: Chart, indent: string): readonly string[] => {
  const id = names.of(state.path)
  const loops = state.loops.map((transition) => `${indent}${id} --> ${id} : ${transitionText(transition)}`)
  const end = state.type === 'final' ? [`${indent}${id} --> [*]`] : []
  if (state.children.length === 0) {
    return [`${indent}state "${[titleOf(state, name), ...detailsOf(state)].join('<br/>')}" as ${id}`, ...loops, ...end]
  }
  const inner = `${indent}  `
  const regions = state.children.map((child) => stateLines(child, child.key, names, chart, inner))
  const isParallel = state.type === 'parallel'
  const children = regions.flatMap((lines, index) => (isParallel && index > 0 ? [`${inner}--`, ...lines] : lines))
  const lifted = chart.edges.map((edge) => ({ edge, lift: liftedOf(edge) }))
  const edges = lifted.filter(({ lift }) => lift.home === state.path && isInside(lift)).flatMap(({ lift }) =>
    lift.transitions.map((one) => `${inner}${names.of(lift.source)} --> ${names.of(lift.target)} : ${transitionText(one)}${lift.words}`))
  return [
    `${indent}state "${titleOf(state, name)}" as ${id} {`,
    ...(state.initial === null ? [] : [`${inner}[*] --> ${names.of(state.initial)}`]),
    ...children,
    ...edges,
    `${indent}}`,
    ...loops,
    ...noteOf(id, [...detailsOf(state), ...lifted.flatMap(({ edge, lift }) => noteLine(lift, state.path, edge))], indent),
  ]
}

const neverReached = (state: ChartState): readonly string[] =>
  [...(state.count === 0 && state.path !== '' ? [state.path] : []), ...state.children.flatMap(neverReached)]

const NEVER_STYLE = '  classDef never stroke-dasharray:5 4,stroke:#b5440f'

const chartText = (chart: Chart): string => {
  const paths: string[] = []
  const walk = ({ path, children }: ChartState): void => {
    paths.push(path)
    for (const child of children) walk(child)
  }
  walk(chart.root)
  const numbers = new Map(paths.map((path, index) => [path, `s${index}`]))
  const names: Names = { of: (path) => numbers.get(path) ?? 's' }
  const never = neverReached(chart.root)
  return [
    'stateDiagram-v2',
    `  %% machine ${mermaidText(`${chart.id} ${chart.version}`)} - ${sharesText(chart)}`,
    ...stateLines(chart.root, `${chart.id} ${chart.version}`, names, chart, '  '),
    ...(never.length === 0 ? [] : [NEVER_STYLE, `  class ${never.map(names.of).join(', ')} never`]),
    '',
  ].join('\n')
}

/** The statechart of `machine` as a state diagram of Mermaid, with the counts of `cover` (CHK-58). The same input gives the same bytes. */
export const coverMermaid = (machine: Machine, cover: CoverTable): string => chartText(chartOf(machine, cover))
