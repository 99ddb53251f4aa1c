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

/** A drawing function over one generator: `draw(n)` is an integer from 0 below n. */
export function makeDraw(seed = SEED) {
  let state = prngFromSeed(seed)
  return (below) => {
    const [value, next] = drawBelow(state, below)
    state = next
    return value
  }
}

/** `count` operators as the engine takes them: mostly one-qubit gates, some two-qubit gates, measurements, barriers, refusals. */
export function operatorStream(count) {
  const draw = makeDraw()
  const one = ['x', 'y', 'z', 'h', 's', 't']
  const two = ['cx', 'cz', 'swap']
  return Array.from({ length: count }, () => {
    const kind = draw(100)
    const q = draw(32)
    if (kind < 80) return { name: one[draw(one.length)], params: new Map([['q', q]]) }
    if (kind < 92)
      return {
        name: two[draw(two.length)],
        params: new Map([
          ['q1', q],
          ['q2', q + 1],
        ]),
      }
    if (kind < 96) return { name: 'measure', params: new Map([['q', q]]) }
    if (kind < 98) return { name: 'barrier', params: new Map() }
    return {
      name: 'pulse',
      params: new Map([
        ['q', q],
        ['duration', 20],
        ['amplitude', 0.5],
      ]),
    }
  })
}

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
