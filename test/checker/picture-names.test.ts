import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Machine } from '../../src/artifact/machine.js'
import { coverMermaid } from '../../src/checker/picture/picture-mermaid.js'
import { coverSvg } from '../../src/checker/picture/picture-svg.js'
import { machineOf } from '../kernel/fixture.js'
import { runs } from '../seed.js'
import { coverOf } from './fixture-cover.js'
import { elementsOf } from './fixture-svg.js'

const HOSTILE = [
  '</text><script>alert(1)</script>', '" onload="alert(1)', "' onload='alert(1)", '<![CDATA[', ']]>', '<!--', '-->', '&lt;b&gt;', '&#0;',
  '&unknown;', 'a\u0000b', 'a\u001bb', 'a\ud800b', 'a\udfffb', '\u202eevil\u202c', '\ufffe', 'a\nb', 'a\r\n  s0 --> s1', '%%{init: {}}%%',
  '#35;', ';', '{', '}', 'end note', '[*]', ':::never', 'click s0 href "javascript:x"', '__proto__', 'constructor', '$&', '\\', '`',
  '世界', '🙂', 'e\u0301',
]

const ELEMENTS = new Set(['svg', 'title', 'desc', 'style', 'defs', 'marker', 'path', 'rect', 'text', 'g', 'circle'])
const ATTRIBUTES = new Set([
  ...'xmlns width height viewBox role class x y rx fill stroke stroke-width d marker-end id refX refY markerWidth markerHeight'.split(' '),
  ...'markerUnits orient cx cy r transform'.split(' '),
])

const isHidden = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0
  const ranges = [[0x00, 0x09], [0x0b, 0x1f], [0x7f, 0x9f], [0x202a, 0x202e], [0x2066, 0x2069], [0xd800, 0xdfff], [0xfffe, 0xffff]] as const
  return ranges.some(([first, last]) => first <= code && code <= last)
}

// Decoders refuse some of these names; a picture must not depend on that.
const hostileMachine = (name: string): Machine => {
  const plain = machineOf({
    id: 'm', initial: 'a',
    states: {
      a: {
        entry: 'in',
        on: {
          e: [{ target: 'b', guard: 'g', actions: ['x'] }, { target: 'c' }], f: { actions: ['x'] }, s: { target: 'a', reenter: true },
        },
      },
      b: { initial: 'd', states: { d: { on: { e: '#m.c' } } }, on: { r: '.d' } },
      c: { type: 'final' },
    },
  })
  const rename = (text: string): string => (text === '' ? '' : text.split('.').map((key) => `${key}${name.replaceAll('.', '')}`).join('.'))
  const node = (one: Machine['root']): Machine['root'] => ({
    ...one,
    key: rename(one.key), path: rename(one.path), initial: one.initial === null ? null : rename(one.initial),
    children: one.children.map(node),
    entry: one.entry.map((action) => action + name), exit: one.exit.map((action) => action + name),
    on: new Map([...one.on].map(([event, list]) => [event + name, list.map((transition) => ({
      ...transition,
      target: transition.target === null ? null : rename(transition.target),
      guard: transition.guard === null ? null : transition.guard + name,
      actions: transition.actions.map((action) => action + name),
    }))])),
  })
  const root = node(plain.root)
  const all = (one: Machine['root']): readonly Machine['root'][] => [one, ...one.children.flatMap(all)]
  return { ...plain, id: `m${name}`, version: `1${name}`, root, nodes: new Map(all(root).map((one) => [one.path, one])) }
}

const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  fc.array(fc.constantFrom(...HOSTILE), { maxLength: 4 }).map((parts) => parts.join('')),
)

test('[CHK-57] no name of an artifact adds an element, an attribute or a character that XML forbids', () => {
  fc.assert(
    fc.property(hostile, (name) => {
      const machine = hostileMachine(name)
      for (const cover of [coverOf(machine), new Map<string, number>()]) {
        const svg = coverSvg(machine, cover)
        expect([...svg].filter(isHidden)).toEqual([])
        const elements = elementsOf(svg)
        expect(elements.filter((one) => !ELEMENTS.has(one.name))).toEqual([])
        for (const { attributes } of elements) for (const key of attributes.keys()) expect(ATTRIBUTES.has(key)).toBe(true)
        expect(elements.filter((one) => one.name === 'rect')).toHaveLength(9) // page, five states, a double border, two in the legend
      }
    }),
    { ...runs(50), examples: HOSTILE.map((name) => [name]) },
  )
})

const MERMAID_LINE = [
  /^stateDiagram-v2$/, /^ *%% machine [\w #;.,()/-]+$/, /^ *state "[\w #;.,()/<>-]+" as s\d+(?: \{)?$/, /^ *\}$/, /^ *--$/,
  /^ *(?:\[\*\]|s\d+) --> (?:\[\*\]|s\d+)(?: : [\w #;.,()/-]+)?$/, /^ *note right of s\d+$/, /^ *end note$/,
  /^ *classDef never [\w:# ,-]+$/, /^ *class s\d+(?:, s\d+)* never$/,
]

test('[CHK-58] every line is one of a few forms, whatever the names are', () => {
  fc.assert(
    fc.property(hostile, (name) => {
      const machine = hostileMachine(name)
      const [text, like] = [coverMermaid(machine, coverOf(machine)), coverMermaid(hostileMachine('x'), coverOf(hostileMachine('x')))]
      const lines = text.trimEnd().split('\n')
      expect(text.replaceAll(/#\d+;/g, '').replace('stroke:#b5440f', '')).not.toMatch(/[#;]/)
      expect(lines).toHaveLength(like.trimEnd().split('\n').length)
      let isNote = false
      for (const line of lines) {
        if (isNote && line.trim() !== 'end note') expect(line).toMatch(/^ +[\w #;.,()/-]+$/)
        else expect(MERMAID_LINE.some((form) => form.test(line))).toBe(true)
        isNote = line.includes('note right of') || (isNote && line.trim() !== 'end note')
      }
    }),
    { ...runs(50), examples: HOSTILE.map((name) => [name]) },
  )
})
