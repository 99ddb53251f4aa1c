import type { Machine } from '../../artifact/machine.js'
import { chartOf } from './picture-chart.js'
import type { Chart, CoverTable, Share } from './picture-chart.js'
import { layOutChart } from './picture-layout.js'
import type { Point, Scene, SceneBox, SceneEdge, SceneLabel, SceneLoop } from './picture-scene.js'
import { LETTER, lineHeight, linesHeight, linesWidth, MARK_WIDTH } from './picture-lines.js'
import type { Line } from './picture-lines.js'
import { length, xml } from './picture-text.js'

const MARGIN = 20
const TITLE_HEIGHT = 52
const LEGEND_HEIGHT = 62
const LEGEND_WIDTH = 560

const INK = {
  text: '#1f2733', quiet: '#566173', met: '#1d5fa8', never: '#b5440f',
  metFill: '#e9f1fa', neverFill: '#fdf3ec', around: '#f6f7f9', page: '#ffffff',
} as const

const STYLE = `
  text { font-family: 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace; fill: ${INK.text} }
  .title { font-size: 17px; font-weight: bold }
  .name { font-size: ${LETTER.name}px; font-weight: bold }
  .event { font-size: ${LETTER.event}px }
  .detail { font-size: ${LETTER.detail}px; fill: ${INK.quiet} }
  .met { stroke: ${INK.met} }
  .never { stroke: ${INK.never}; stroke-dasharray: 5 4 }
  .edge { fill: none }
  .sign { fill: none; stroke-width: 2; stroke-dasharray: none }
  .region { stroke-dasharray: 2 3 }
`

// A tick for what was met and a cross for what never was: the sign tells them apart without colour.
const sign = (line: Line, x: number, y: number): string => {
  if (line.mark === null) return ''
  const at = `${length(x)} ${length(y)}`
  return line.mark === 'met'
    ? `<path class="sign met" d="M${at}m0.5 -4l3 3.5l5.5 -7"/>`
    : `<path class="sign never" d="M${at}m1 -7.5l7 7m0 -7l-7 7"/>`
}

const textLine = (line: Line, x: number, y: number): string => {
  const whole = line.full === line.text ? '' : `<title>${xml(line.full)}</title>`
  const indent = line.style === 'name' && line.mark === null ? 0 : MARK_WIDTH
  return `${sign(line, x, y)}<text class="${line.style}" x="${length(x + indent)}" y="${length(y)}">${xml(line.text)}${whole}</text>`
}

const textLines = (lines: readonly Line[], { x, y }: Point): string => {
  let below = y
  return lines.map((line) => {
    below += lineHeight(line)
    return textLine(line, x, below - 4)
  }).join('')
}

const frame = (x: number, y: number, width: number, height: number, radius: number, more: string): string =>
  `<rect x="${length(x)}" y="${length(y)}" width="${length(width)}" height="${length(height)}" rx="${radius}" ${more}/>`

const boxMark = ({ state }: SceneBox): 'met' | 'never' => (state.count > 0 ? 'met' : 'never')

const fillOf = (box: SceneBox): string => {
  if (box.state.children.length > 0) return box.depth % 2 === 0 ? INK.around : INK.page
  return boxMark(box) === 'met' ? INK.metFill : INK.neverFill
}

const boxShape = (box: SceneBox): string => {
  const { x, y, width, height, state, isRegion, head, inner, text } = box
  const mark = boxMark(box)
  const kind = isRegion ? `${mark} region` : mark
  const outer = frame(x, y, width, height, 9, `class="${kind}" fill="${fillOf(box)}" stroke-width="1.6"`)
  const inset = frame(x + 4, y + 4, width - 8, height - 8, 6, `class="${mark}" fill="none" stroke-width="1.2"`)
  const double = state.type === 'final' ? inset : ''
  const ruleY = text.y + linesHeight(head) + 4
  const ruleWidth = state.children.length === 0 ? width - 2 * (text.x - x) : linesWidth([...head, ...inner])
  const across = pathOf([{ x: text.x, y: ruleY }, { x: text.x + ruleWidth, y: ruleY }])
  const rule = inner.length === 0 ? '' : `<path class="${mark}" stroke-width="0.8" d="${across}"/>`
  return `<g>${outer}${double}${textLines(head, text)}${rule}${textLines(inner, { x: text.x, y: ruleY + 4 })}</g>`
}

// What was taken often is painted a little thicker, by the number of its digits.
const thickness = (count: number): string => length(1.1 + 0.3 * Math.min(6, String(count).length))

const CORNER = 7

const isStraight = (one: Point, other: Point): boolean => one.x === other.x || one.y === other.y

const distance = (one: Point, other: Point): number => Math.abs(one.x - other.x) + Math.abs(one.y - other.y)

const toward = (from: Point, to: Point, by: number): Point => {
  const all = distance(from, to)
  return all === 0 ? from : { x: from.x + ((to.x - from.x) * by) / all, y: from.y + ((to.y - from.y) * by) / all }
}

const pointText = ({ x, y }: Point): string => `${length(x)} ${length(y)}`

const isOnLine = (before: Point | undefined, at: Point, after: Point | undefined): boolean =>
  before !== undefined && after !== undefined &&
  ((before.x === at.x && at.x === after.x && (at.y - before.y) * (after.y - at.y) >= 0) || (before.x === at.x && before.y === at.y))

// Points between which a line goes straight on say nothing.
const corners = (points: readonly Point[]): readonly Point[] => {
  const kept: Point[] = []
  for (const [index, point] of points.entries()) if (!isOnLine(kept.at(-1), point, points[index + 1])) kept.push(point)
  return kept
}

// Straight stretches with rounded corners; between rows that are shifted a little, one bend.
const pathOf = (points: readonly Point[]): string => {
  const turns = corners(points)
  let text = ''
  for (const [index, at] of turns.entries()) {
    const [before, after] = [turns[index - 1], turns[index + 1]]
    if (before === undefined) text += `M${pointText(at)}`
    else if (!isStraight(before, at)) {
      const middle = (before.y + at.y) / 2
      text += `C${pointText({ x: before.x, y: middle })} ${pointText({ x: at.x, y: middle })} ${pointText(at)}`
    } else if (after === undefined || !isStraight(at, after)) text += `L${pointText(at)}`
    else {
      const round = Math.min(CORNER, distance(before, at) / 2, distance(at, after) / 2)
      text += `L${pointText(toward(at, before, round))}Q${pointText(at)} ${pointText(toward(at, after, round))}`
    }
  }
  return text
}

const stroke = (count: number): string => (count > 0 ? 'met' : 'never')

const edgePath = (count: number, path: string): string =>
  `<path class="edge ${stroke(count)}" stroke-width="${thickness(count)}" marker-end="url(#head-${stroke(count)})" d="${path}"/>`

const edgeShape = ({ points, count }: SceneEdge): string => edgePath(count, pathOf(points))

const loopShape = ({ x, y, height, count }: SceneLoop): string =>
  edgePath(count, [
    `M${pointText({ x, y })}C${pointText({ x: x + 30, y: y - 6 })}`,
    pointText({ x: x + 30, y: y + height + 6 }),
    pointText({ x, y: y + height }),
  ].join(' '))

const labelShape = (label: SceneLabel): string => `<g>${textLines(label.lines, label)}</g>`

const initialShape = (points: readonly Point[]): string =>
  `<path class="edge" stroke="${INK.text}" stroke-width="1.4" marker-end="url(#head-initial)" d="${pathOf(points)}"/>`

const dotShape = ({ x, y }: Point): string => `<circle cx="${length(x)}" cy="${length(y)}" r="5.5" fill="${INK.text}"/>`

const marker = (name: string, colour: string): string =>
  `<marker id="head-${name}" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="9" markerHeight="9"` +
  ' markerUnits="userSpaceOnUse" orient="auto">' +
  `<path d="M0 1L10 5L0 9z" fill="${colour}"/></marker>`

const sceneShape = (scene: Scene): string =>
  [
    ...scene.boxes.map(boxShape),
    ...scene.edges.map(edgeShape),
    ...scene.loops.map(loopShape),
    ...scene.initials.map(initialShape),
    ...scene.dots.map(dotShape),
    ...scene.labels.map(labelShape),
  ].join('\n')

const shareText = (noun: string, { met, of }: Share): string => `${noun} ${met} of ${of}`

/** How much of a chart was met, in words. */
export const sharesText = ({ states, transitions, guards }: Chart): string =>
  [
    shareText('states', states),
    shareText('transitions', transitions),
    ...(guards.of === 0 ? [] : [shareText('guard outcomes', guards)]),
  ].join(', ')

const legendItem = (x: number, y: number, shape: string, text: string): string =>
  `<g transform="translate(${length(x)} ${length(y)})">${shape}<text class="detail" x="42" y="4">${xml(text)}</text></g>`

const legendLine = (mark: Line['mark'], name: string): string =>
  `<path class="edge ${name}" stroke-width="1.7" marker-end="url(#head-${name})" d="M0 0H20"/>` +
  sign({ text: '', full: '', style: 'event', mark }, 26, 4)

const LINE_ONLY = 'class="met" fill="none"'

const legend = (y: number): string =>
  [
    legendItem(MARGIN, y, legendLine('met', 'met'), 'taken, or reached, with its number'),
    legendItem(MARGIN + 290, y, legendLine('never', 'never'), 'never taken, or never reached'),
    legendItem(MARGIN, y + 24, `${frame(0, -9, 34, 18, 5, LINE_ONLY)}${frame(3, -6, 28, 12, 3, LINE_ONLY)}`, 'final state'),
    legendItem(MARGIN + 290, y + 24, dotShape({ x: 17, y: 0 }), 'where a state begins'),
  ].join('')

/** The most states and transitions that one picture shows. */
const PICTURE_MAX = 400

const NO_SCENE: Scene = { width: 0, height: 30, boxes: [], labels: [], edges: [], loops: [], dots: [], initials: [] }

/**
 * The statechart of `machine` as an SVG document, painted with the counts of `cover` (CHK-57): what was never met has a cross.
 * Every name is escaped, so that no artifact can add elements. The same input gives the same bytes. A machine with more than 400 states
 * and transitions gets a page that says so and how much was met.
 */
export const coverSvg = (machine: Machine, cover: CoverTable): string => {
  const chart = chartOf(machine, cover)
  const isTooLarge = chart.states.of + chart.transitions.of > PICTURE_MAX
  const scene = isTooLarge ? NO_SCENE : layOutChart(chart)
  const note = `too large for a picture: more than ${PICTURE_MAX} states and transitions`
  const width = Math.max(scene.width, LEGEND_WIDTH) + 2 * MARGIN
  const height = scene.height + TITLE_HEIGHT + LEGEND_HEIGHT + 2 * MARGIN
  const title = `machine ${chart.id} ${chart.version}`
  const x = MARGIN + Math.max(0, (LEGEND_WIDTH - scene.width) / 2)
  const size = `width="${length(width)}" height="${length(height)}" viewBox="0 0 ${length(width)} ${length(height)}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`,
    `<title>${xml(title)}</title>`,
    `<desc>${xml(sharesText(chart))}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs>${marker('met', INK.met)}${marker('never', INK.never)}${marker('initial', INK.text)}</defs>`,
    `<rect width="100%" height="100%" fill="${INK.page}"/>`,
    `<text class="title" x="${MARGIN}" y="${MARGIN + 14}">${xml(title)}</text>`,
    `<text class="detail" x="${MARGIN}" y="${MARGIN + 34}">${xml(sharesText(chart))}</text>`,
    `<g transform="translate(${length(x)} ${MARGIN + TITLE_HEIGHT})">`,
    isTooLarge ? `<text class="event" y="12">${xml(note)}</text>` : sceneShape(scene),
    '</g>',
    isTooLarge ? '' : legend(scene.height + TITLE_HEIGHT + MARGIN + 32),
    '</svg>',
    '',
  ].join('\n')
}
