// What the benches measure: the shipped law, loaded as the command loads it, and streams of operators made from a seed.
import { drawBelow, prngFromSeed } from '../dist/base/index.js'
import { bindLaw } from '../dist/kernel/index.js'
import { compileLaw, openSession } from '../dist/engine/index.js'
import { makeLawStore } from '../dist/shell/law-store.js'
import { logicalClock } from '../dist/shell/clock.js'
import { nodeDigest } from '../dist/shell/node-digest.js'

const chosen = makeLawStore([]).value.chosen()
if (!chosen.ok) throw new Error('the shipped law does not load')

export const law = chosen.value.law
export const compiled = compileLaw(law)
export const kernel = bindLaw(law)
export const SESSION_ID = '00000000-0000-8000-8000-000000000000'
const SEED = 20261121

/** Every value of a fact with a finite domain. */
export function domainOf(fact) {
  const { type, domain, nullable } = law.facts.get(fact)
  return type === 'boolean' ? [false, true] : nullable ? [...domain, null] : domain
}

/** A drawing function over one generator: `draw(n)` is an integer from 0 below n. */
export function makeDraw(seed = SEED) {
  let state = prngFromSeed(seed)
  return (below) => {
    const [value, next] = drawBelow(state, below)
    state = next
    return value
  }
}

/**
 * `count` operators, one after the other, as the engine takes them: mostly one-qubit gates, some two-qubit gates, measurements, barriers,
 * refusals.
 */
export function* makeStream(count) {
  const draw = makeDraw()
  const one = ['x', 'y', 'z', 'h', 's', 't']
  const two = ['cx', 'cz', 'swap']
  const operator = (name, params) => ({ name, params: new Map(params) })
  for (let made = 0; made < count; made++) {
    const kind = draw(100)
    const q = draw(32)
    if (kind < 80) yield operator(one[draw(one.length)], [['q', q]])
    else if (kind < 92) yield operator(two[draw(two.length)], [['q1', q], ['q2', q + 1]])
    else if (kind < 96) yield operator('measure', [['q', q]])
    else if (kind < 98) yield operator('barrier', [])
    else yield operator('pulse', [['q', q], ['duration', 20], ['amplitude', 0.5]])
  }
}

/** The same as a list. */
export const operatorStream = (count) => [...makeStream(count)]

/** Runs `stream` in a sandbox session; `write` takes each line. Gives the number of lines. */
export function runStream(stream, write, clock = logicalClock) {
  let lines = 0
  const opened = openSession({
    law: compiled,
    environment: null,
    backend: null,
    sessionId: SESSION_ID,
    clock,
    digest: nodeDigest,
    write: (line) => {
      lines += 1
      write(line)
    },
  })
  for (const { name, params } of stream) opened.session.apply(name, params)
  opened.session.close()
  return lines
}
