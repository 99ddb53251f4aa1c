import fc from 'fast-check'
import type { Plain } from './fixture.js'

/** A drawer of choices below a bound, from a stream of naturals that shrinks towards zeros. */
type Draw = (bound: number) => number

interface Shape {
  readonly path: string
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final'
  readonly children: readonly Shape[]
}

const LETTERS = ['a', 'b', 'c']

const drawShape = (draw: Draw, path: string, depth: number, mayBeFinal: boolean): Shape => {
  const kind = depth === 0 ? 2 + draw(2) : draw(7)
  if (depth > 0 && kind === 5 && mayBeFinal) return { path, type: 'final', children: [] }
  if (depth === 3 || (depth > 0 && kind < 3)) return { path, type: 'atomic', children: [] }
  const type = kind === 2 || kind === 4 ? 'parallel' : 'compound'
  const count = type === 'parallel' ? 1 + draw(3) : 1 + draw(3)
  const children = LETTERS.slice(0, count).map((key) => drawShape(draw, path === '' ? key : `${path}.${key}`, depth + 1,
    type === 'compound'))
  return { path, type, children }
}

const flatten = (shape: Shape): Shape[] => [shape, ...shape.children.flatMap(flatten)]

const keyOf = (path: string): string => path.split('.').at(-1) ?? ''

const parentOf = (path: string): string => path.split('.').slice(0, -1).join('.')

/** Spells a target in one of the forms of LAW-47. */
const spell = (draw: Draw, from: string, to: string): string => {
  const absolute = to === '' ? '#m' : `#m.${to}`
  const forms = [absolute]
  if (from !== '' && to !== '' && parentOf(from) === parentOf(to)) forms.push(keyOf(to))
  if (to !== from && (from === '' || to.startsWith(`${from}.`))) forms.push(from === '' ? `.${to}` : to.slice(from.length))
  return forms[draw(forms.length)] ?? absolute
}

const EVENTS = ['e', 'f', 'to.x']
const GUARDS = ['p', 'q']

const drawTransition = (draw: Draw, shapes: readonly Shape[], from: string, tag: string, guarded: boolean): Plain => {
  const target = draw(6) === 0 ? undefined : spell(draw, from, shapes[draw(shapes.length)]?.path ?? '')
  const guard = guarded || draw(4) === 0 ? GUARDS[draw(GUARDS.length)] : undefined
  const transition = {
    ...(target === undefined ? {} : { target }),
    ...(guard === undefined ? {} : { guard }),
    ...(draw(2) === 0 ? { actions: [`do ${tag}`, 'do'] } : {}),
    ...(draw(3) === 0 ? { reenter: true } : {}),
  }
  return transition as unknown as Plain
}

const drawNode = (draw: Draw, shapes: readonly Shape[], shape: Shape): Plain => {
  const node: { [key: string]: unknown } = {}
  const { path, type, children } = shape
  if (type === 'parallel' || type === 'final') node['type'] = type
  if (type === 'compound') node['initial'] = keyOf(children[draw(children.length)]?.path ?? '')
  if (draw(2) === 0) node['entry'] = [`in ${path}`]
  if (draw(2) === 0) node['exit'] = [`out ${path}`]
  if (type !== 'final') {
    const on: { [event: string]: unknown } = {}
    for (const event of EVENTS) {
      const count = draw(4)
      if (count <= 0) continue
      on[event] = Array.from({ length: count }, (_, index) => drawTransition(draw, shapes, path, `${path} ${event} ${index}`,
        index < count - 1))
    }
    node['on'] = on
  }
  if (children.length > 0) node['states'] = Object.fromEntries(children.map((child) => [keyOf(child.path), drawNode(draw, shapes, child)]))
  return node as Plain
}

/** Configurations of the full subset of LAW-46 and LAW-47 with id `m`. */
export const machineConfig: fc.Arbitrary<Plain> = fc.array(fc.nat(1000), { minLength: 30, maxLength: 240, size: 'max' }).map((naturals) => {
  let at = 0
  const draw: Draw = (bound) => ((naturals[at++ % naturals.length] ?? 0) + Math.floor(at / naturals.length)) % bound
  const root = drawShape(draw, '', 0, false)
  const config = drawNode(draw, flatten(root), root) as unknown as { [key: string]: unknown }
  return { id: 'm', version: '1.0.0', ...config } as unknown as Plain
})
