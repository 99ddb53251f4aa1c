import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Machine } from '../../src/artifact/machine.js'
import { chartOf } from '../../src/checker/picture/picture-chart.js'
import { layOutChart } from '../../src/checker/picture/picture-layout.js'
import type { Point, Scene, SceneBox } from '../../src/checker/picture/picture-scene.js'
import { linesHeight, linesWidth } from '../../src/checker/picture/picture-lines.js'
import { coverMermaid, mermaidText } from '../../src/checker/picture/picture-mermaid.js'
import { rankChildren } from '../../src/checker/picture/picture-ranks.js'
import { coverSvg } from '../../src/checker/picture/picture-svg.js'
import { machineConfig } from '../engine/machine-arbitrary.js'
import { lawWith, machineOf } from '../kernel/fixture.js'
import { runs } from '../seed.js'
import { NESTED, REGIONS } from './fixture-charts.js'
import { coverOf, itemsOf } from './fixture-cover.js'
import { elementsOf } from './fixture-svg.js'

const { session, environment, frame } = lawWith().machines
const MACHINES: readonly (readonly [string, Machine])[] =
  [['session', session], ['environment', environment], ['frame', frame], ['nested', NESTED], ['parallel', REGIONS]]

interface Area extends Point {
  readonly width: number
  readonly height: number
}

const EPSILON = 0.01

const overlap = (a: Area, b: Area): boolean =>
  a.x + EPSILON < b.x + b.width && b.x + EPSILON < a.x + a.width && a.y + EPSILON < b.y + b.height && b.y + EPSILON < a.y + a.height

const contains = (a: Area, b: Area): boolean =>
  a.x <= b.x + EPSILON && a.y <= b.y + EPSILON && b.x + b.width <= a.x + a.width + EPSILON && b.y + b.height <= a.y + a.height + EPSILON

const isWithin = (path: string, ancestor: string): boolean => ancestor === '' ? path !== '' : path.startsWith(`${ancestor}.`)

const labelAreas = (scene: Scene): readonly Area[] =>
  scene.labels.map(({ x, y, lines }) => ({ x, y, width: linesWidth(lines), height: linesHeight(lines) }))

const isLeaf = ({ state }: SceneBox): boolean => state.children.length === 0

const headArea = ({ text, head, inner }: SceneBox): Area =>
  ({ ...text, width: linesWidth([...head, ...inner]), height: linesHeight([...head, ...inner]) })

// The area of one straight stretch, or of one bend, between two points.
const stretch = (one: Point, other: Point): Area => ({
  x: Math.min(one.x, other.x), y: Math.min(one.y, other.y), width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y),
})

const crosses = (line: Area, area: Area): boolean =>
  line.x < area.x + area.width - EPSILON && area.x + EPSILON < line.x + Math.max(line.width, EPSILON) &&
  line.y < area.y + area.height - EPSILON && area.y + EPSILON < line.y + Math.max(line.height, EPSILON)

const isOnBorder = ({ x, y }: Point, box: Area): boolean =>
  x >= box.x - EPSILON && x <= box.x + box.width + EPSILON && (Math.abs(y - box.y) < EPSILON || Math.abs(y - box.y - box.height) < EPSILON)

const faultsOf = (machine: Machine): readonly string[] => {
  const chart = chartOf(machine, coverOf(machine))
  const scene = layOutChart(chart)
  const labels = labelAreas(scene)
  const faults: string[] = []
  for (const [index, box] of scene.boxes.entries()) {
    if (!contains({ x: 0, y: 0, width: scene.width, height: scene.height }, box)) faults.push(`${box.state.path} is outside of the picture`)
    for (const other of scene.boxes.slice(index + 1)) {
      const [a, b] = [box.state.path, other.state.path]
      if (isWithin(b, a)) {
        if (!contains(box, other)) faults.push(`${b} is outside of ${a}`)
        if (overlap(headArea(box), other)) faults.push(`${b} hides the name of ${a}`)
      } else if (!isWithin(a, b) && overlap(box, other)) faults.push(`${a} overlaps ${b}`)
    }
    for (const [number, label] of labels.entries()) {
      const area = isLeaf(box) ? box : headArea(box)
      if (overlap(area, label)) faults.push(`label ${number} overlaps ${box.state.path}`)
    }
  }
  for (const [index, label] of labels.entries()) {
    if (!contains({ x: 0, y: 0, width: scene.width, height: scene.height }, label)) faults.push(`label ${index} is outside of the picture`)
    for (const other of labels.slice(index + 1)) if (overlap(label, other)) faults.push(`labels overlap at ${label.x},${label.y}`)
  }
  for (const [index, { points }] of scene.edges.entries()) {
    const edge = chart.edges[index]
    const boxAt = (path: string | undefined) => scene.boxes.find(({ state }) => state.path === path)
    const [source, target, first, last] = [boxAt(edge?.source), boxAt(edge?.target), points[0], points.at(-1)]
    if (source === undefined || target === undefined || first === undefined || last === undefined) throw new Error('an edge without ends')
    const name = `${source.state.path} to ${target.state.path}`
    if (!isOnBorder(first, source)) faults.push(`${name} does not begin at its source`)
    if (!isOnBorder(last, target)) faults.push(`${name} does not end at its target`)
    for (const [place, point] of points.slice(1).entries()) {
      const line = stretch(points[place] ?? point, point)
      for (const box of scene.boxes) {
        if (isLeaf(box) && crosses(line, box)) faults.push(`${name} runs through ${box.state.path}`)
        if (crosses(line, headArea(box))) faults.push(`${name} runs through the name of ${box.state.path}`)
      }
      for (const label of labels) if (crosses(line, label)) faults.push(`${name} runs through a label`)
    }
  }
  return faults
}

// Machines of up to nine states in one, two of which hold three others each, with edges between any of them.
const wide: fc.Arbitrary<Machine> = fc
  .tuple(fc.integer({ min: 4, max: 9 }), fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 3, maxLength: 16 }))
  .map(([count, pairs]) => {
    const keys = Array.from({ length: count }, (_, index) => `s${index}`)
    const inner = ['u', 'v', 'w']
    const paths = [...keys, ...['s0', 's1'].flatMap((key) => inner.map((child) => `${key}.${child}`))]
    const targets = new Map<string, string[]>()
    for (const [a, b] of pairs) {
      const [from, to] = [paths[a % paths.length] ?? '', paths[b % paths.length] ?? '']
      targets.set(from, [...(targets.get(from) ?? []), to])
    }
    const on = (path: string) =>
      Object.fromEntries((targets.get(path) ?? []).map((to, index) => [`event ${index}`, { target: `#m.${to}`, actions: ['act'] }]))
    const node = (path: string) => ({ on: on(path) })
    const holder = (path: string) =>
      ({ ...node(path), initial: 'u', states: Object.fromEntries(inner.map((child) => [child, node(`${path}.${child}`)])) })
    return machineOf({ initial: 's0', states: Object.fromEntries(keys.map((key, index) => [key, index < 2 ? holder(key) : node(key)])) })
  })

describe('layout', () => {
  test.each(MACHINES)('[CHK-57] in the picture of %s nothing overlaps, and edges keep clear of frames and labels', (_name, machine) => {
    expect(faultsOf(machine)).toEqual([])
  })

  test('[CHK-57] so it is for machines of the whole subset', () => {
    fc.assert(
      fc.property(machineConfig, (config) => {
        expect(faultsOf(machineOf(config))).toEqual([])
      }),
      runs(40),
    )
  })

  test('[CHK-57] so it is for machines of many states side by side', () => {
    fc.assert(
      fc.property(wide, (machine) => {
        expect(faultsOf(machine)).toEqual([])
      }),
      runs(30),
    )
  })

  test('[CHK-57] every edge leads down but those that close a cycle, and nothing closes one in a graph without', () => {
    const edges = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 })
    fc.assert(
      fc.property(edges, fc.nat(7), fc.boolean(), (pairs, first, isAcyclic) => {
        const all = pairs.filter(([a, b]) => (isAcyclic ? a < b : a !== b)).map(([from, to]) => ({ from, to }))
        const { levelOf, isUp } = rankChildren(8, first, all)
        for (const edge of all) {
          if (isAcyclic) expect(isUp(edge)).toBe(false)
          if (!isUp(edge)) expect(levelOf[edge.to]).toBeGreaterThan(levelOf[edge.from] ?? 0)
        }
      }),
      runs(300),
    )
  })

  test('[CHK-57] two edges that run sideways between the same rows do not run over each other', () => {
    const { edges } = layOutChart(chartOf(NESTED, coverOf(NESTED)))
    const level = edges.flatMap(({ points }, edge) =>
      points.slice(1).flatMap((point, index) => {
        const before = points[index] ?? point
        return before.y === point.y && before.x !== point.x ? [{ edge, line: stretch(before, point) }] : []
      }))
    expect(level.length).toBeGreaterThan(4)
    for (const [index, one] of level.entries()) {
      for (const other of level.slice(index + 1)) {
        if (one.edge === other.edge || one.line.y !== other.line.y) continue
        expect(one.line.x + one.line.width < other.line.x || other.line.x + other.line.width < one.line.x).toBe(true)
      }
    }
  })
})

const textsOf = (svg: string): readonly string[] => elementsOf(svg).filter(({ name }) => name === 'text').map(({ text }) => text)

describe('SVG', () => {
  test.each(MACHINES)('[CHK-57] the picture of %s shows each state, event, guard and action with its count', (_name, machine) => {
    const cover = coverOf(machine)
    const texts = textsOf(coverSvg(machine, cover))
    for (const { path, key, on, entry, exit } of machine.nodes.values()) {
      if (path !== '') {
        expect(texts).toContain(key)
        expect(texts).toContain(`reached ${cover.get(`machine ${machine.id} state ${path}`)}`)
      }
      for (const action of [...entry, ...exit]) expect(texts.some((text) => text.includes(action))).toBe(true)
      for (const [event, candidates] of on) {
        for (const [index, { guard, actions }] of candidates.entries()) {
          const count = cover.get(`machine ${machine.id} ${path} ${event} #${index}`)
          expect(texts.some((text) => text.startsWith(event) && text.endsWith(`: ${count}`))).toBe(true)
          if (actions.length > 0) expect(texts).toContain(`/ ${actions.join(', ')}`)
          if (guard === null) continue
          const [held, failed] = [true, false].map((holds) => cover.get(`guard ${guard} ${holds} at ${path} ${event}`))
          expect(texts).toContain(`[${guard}]`)
          expect(texts).toContain(`true ${held}, false ${failed}`)
        }
      }
    }
  })

  test('[CHK-57] what was never met is dashed and has a cross; all else has a tick', () => {
    const never = 'machine frame pending new #0'
    const signs = (svg: string, kind: string) =>
      elementsOf(svg).filter(({ attributes }) => attributes.get('class') === `sign ${kind}`).length - 1 // one stands in the legend
    const edges = (svg: string) => elementsOf(svg).filter(({ attributes }) => attributes.get('class') === 'edge never').length - 1
    const whole = coverSvg(frame, coverOf(frame))
    const holed = coverSvg(frame, coverOf(frame, (item) => item === never))
    expect([signs(whole, 'never'), edges(whole)]).toEqual([0, 0])
    expect([signs(holed, 'never'), edges(holed)]).toEqual([1, 1])
    expect(signs(whole, 'met')).toBe(signs(holed, 'met') + 1)
    expect(textsOf(whole)).toContain('states 4 of 4, transitions 10 of 10')
    expect(textsOf(holed)).toContain('states 4 of 4, transitions 9 of 10')
    expect(textsOf(holed)).toContain('new: never')
    expect(holed).toMatch(/\.never \{[^}]*stroke-dasharray/)
  })

  test('[CHK-57] final states have a double border, and each state that holds others shows where it begins', () => {
    const elements = elementsOf(coverSvg(NESTED, coverOf(NESTED)))
    const inner = elements.filter(({ name, attributes }) => name === 'rect' && attributes.get('rx') === '6')
    expect(inner).toHaveLength(2)
    expect(elements.filter(({ name }) => name === 'circle')).toHaveLength(4) // three and the legend
  })

  test('[CHK-57] without any cover everything is never', () => {
    expect(textsOf(coverSvg(session, new Map()))).toContain('states 0 of 3, transitions 0 of 5')
  })

  test('[CHK-57] the same bytes each time, whatever the order of the counts', () => {
    const cover = coverOf(NESTED)
    const turned = new Map([...cover].toReversed())
    expect(coverSvg(NESTED, turned)).toBe(coverSvg(NESTED, cover))
    expect(coverMermaid(NESTED, turned)).toBe(coverMermaid(NESTED, cover))
  })

  test('[CHK-57] a long name is cut, and stands whole in its title', () => {
    const long = 'a'.repeat(200)
    const machine = machineOf({ id: 'm', initial: long, states: { [long]: {} } })
    const texts = elementsOf(coverSvg(machine, coverOf(machine))).filter(({ name }) => name === 'title').map(({ text }) => text)
    expect(texts).toContain(long)
    expect(faultsOf(machine)).toEqual([])
  })

  test('[CHK-57] a machine that is too large for a picture gets a page that says so', () => {
    const states = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`s${index}`, { on: { go: `s${(index + 1) % 600}` } }]))
    const machine = machineOf({ id: 'm', initial: 's0', states })
    const texts = textsOf(coverSvg(machine, coverOf(machine)))
    expect(texts).toContain('states 600 of 600, transitions 600 of 600')
    expect(texts).toContain('too large for a picture: more than 400 states and transitions')
  })
})

describe('Mermaid', () => {
  test('[CHK-58] names are written by their characters, others by number', () => {
    expect(mermaidText('to.x [a-b] / c')).toBe('to.x #91;a-b#93; / c')
    expect(mermaidText('#35;\n"')).toBe('#35;35#59;#65533;#34;')
  })

  test('[CHK-58] the diagram of the environment machine', () => {
    const never = ['guard token-unbound false at production to.archive', 'machine environment state archive']
    const cover = coverOf(environment, (item) => never.includes(item))
    expect(coverMermaid(environment, cover)).toBe(`stateDiagram-v2
  %% machine environment 1.0.0 - states 2 of 3, transitions 2 of 2, guard outcomes 3 of 4
  state "environment 1.0.0" as s0 {
    [*] --> s1
    state "sandbox#58; 1" as s1
    state "production#58; 5" as s2
    state "#10007; archive#58; never" as s3
    s3 --> [*]
    s1 --> s2 : to.production #91;token-unbound#93; (true 3, false 4) / bind-token#58; 2
    s2 --> s3 : to.archive #91;token-unbound#93; (true 7, false never) / bind-token#58; 6
  }
  classDef never stroke-dasharray:5 4,stroke:#b5440f
  class s3 never
`)
  })

  test('[CHK-58] each transition stands once, those across borders at the states that Mermaid can join', () => {
    const text = coverMermaid(NESTED, coverOf(NESTED))
    for (const [item, count] of coverOf(NESTED)) {
      if (!/^machine m .* #\d+$/.test(item)) continue
      const told = new RegExp(`#58; ${count}(?: \\(|<|"|$)`, 'm')
      expect(text, item).toMatch(told)
    }
    expect(text).toContain('(from running.work.decode)')
    expect(text).toContain('      to running.load#58; restart#58;')
  })
})

test('[CHK-56] a chart counts what it shows: each state, transition and outcome of a guard once', () => {
  for (const [, machine] of MACHINES) {
    const { states, transitions, guards } = chartOf(machine, new Map())
    expect(states.of + transitions.of + guards.of).toBe(new Set(itemsOf(machine)).size)
  }
})
